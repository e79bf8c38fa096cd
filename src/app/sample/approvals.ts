import { newId } from '#kernel/id.ts'
import type { App } from '../wire.ts'
import { actingAs, type LoadedSample } from './nouns.ts'
import type { Past } from './past.ts'
import { colleague } from './stage.ts'

/** The distributor's flow. */
export async function loadFlow(loaded: LoadedSample, past: Past): Promise<void> {
  await past.approval.flows.save(actingAs(loaded, 'fangzhe'), 'quote', {
    base: 0,
    note: '按年度销售政策',
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
}

/** One quote beyond its author's mandate that waits for the director since a moment ago. */
export async function loadApprovals(app: App, loaded: LoadedSample): Promise<void> {
  const { approval, quote } = app.collaboration
  const author = colleague(loaded, 'shenruolan')
  const { items } = await quote.quotes.list(author, { q: '64 排 CT 1 台及配套', page: 1, size: 1 })
  const [scanner] = items
  if (!scanner?.hash) return
  await approval.cases.ask(author, {
    ...{ id: newId(), subject: 'quote', subjectId: scanner.id, hash: scanner.hash },
    note: '院方年底前要用完设备更新资金，对手报到 94 折；我们只让 3%，换 65% 验收款。',
  })
}
