import { newId } from '#kernel/id.ts'
import type { Actor } from '#platform/org/index.ts'
import type { App } from '../wire.ts'
import { actingAs, type LoadedSample } from './nouns.ts'
import { people } from './organisation.ts'

/** The distributor's flow, and one quote beyond its author's mandate that waits for the director. */
export async function loadApprovals(app: App, loaded: LoadedSample): Promise<void> {
  const { approval, quote } = app.collaboration
  await approval.flows.save(actingAs(loaded, 'jiangwei'), 'quote', {
    base: 0,
    note: '按 2026 年销售政策',
    steps: [
      {
        ...{ id: 'mandate', name: '授权人审批', who: [{ by: 'mandate' }], mode: 'any', when: null },
        ...{ copy: [], hours: 8, late: 'escalate' },
      },
      {
        ...{ id: 'general', name: '总经理审批', mode: 'all', copy: [], hours: 16, late: 'remind' },
        who: [{ by: 'person', personId: loaded.users.jiangwei! }],
        when: { measure: 'margin', is: 'below', value: 0.15 },
      },
    ],
  })
  const author: Actor = {
    ...actingAs(loaded, 'shenruolan'),
    name: people.find(({ key }) => key === 'shenruolan')!.name,
  }
  const { items } = await quote.quotes.list(author, { owner: 'me', state: ['issued'], page: 1, size: 1 })
  const [scanner] = items
  if (!scanner?.hash) return
  await approval.cases.ask(author, {
    ...{ id: newId(), subject: 'quote', subjectId: scanner.id, hash: scanner.hash },
    note: '院方年底前要用完设备更新资金，对手报到 94 折；我们只让 3%，换 65% 验收款。',
  })
}
