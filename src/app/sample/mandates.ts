import type { Holder, Limits, MandateRow, Scope } from '#collaboration/mandate/api.ts'
import { DAY } from '#kernel/time.ts'
import type { BuiltInRole } from '#platform/org/api.ts'
import { readOrganisation } from '#platform/org/index.ts'
import type { App } from '../wire.ts'
import { actingAs, type LoadedSample } from './nouns.ts'
import type { Past } from './past.ts'

const wan = 1_000_000

const everywhere: Scope = { departmentId: null, regionId: null, family: null, tier: null }

const rep: Limits = {
  ...{ worstLineDiscount: 0.1, blendedDiscount: 0.05, effectiveDiscount: 0.07, margin: 0.28 },
  ...{ amount: 500 * wan, paymentDays: 120, seal: 500 * wan },
}
const manager: Limits = {
  ...{ worstLineDiscount: 0.2, blendedDiscount: 0.1, effectiveDiscount: 0.12, margin: 0.2 },
  ...{ amount: 1500 * wan, paymentDays: 180, seal: 1500 * wan },
}
const director: Limits = {
  ...{
    worstLineDiscount: 0.35,
    blendedDiscount: 0.18,
    effectiveDiscount: 0.2,
    margin: 0.12,
    belowFloor: null,
  },
  ...{ amount: 5000 * wan, paymentDays: 365, nonStandardClause: null, liability: 1, seal: 5000 * wan },
}
const everything: Limits = {
  ...{
    worstLineDiscount: null,
    blendedDiscount: null,
    effectiveDiscount: null,
    margin: null,
    belowFloor: null,
  },
  ...{ amount: null, paymentDays: null, nonStandardClause: null, liability: null, seal: null },
}

/** The distributor's matrix as its administrator put it in force. */
export async function loadMandates(app: App, loaded: LoadedSample, past: Past): Promise<void> {
  const { matrix } = past.mandate
  const admin = actingAs(loaded, 'fangzhe')
  const rows = await rowsOf(app, loaded)
  const { edit } = await matrix.saveDraft(admin, { rows, splitDays: 30, edit: 0 })
  await matrix.putInForce(admin, edit, '按年度销售政策')
}

/** One manager is on leave, and a colleague stands in. */
export async function loadDelegation(app: App, loaded: LoadedSample): Promise<void> {
  const { delegations } = app.collaboration.mandate
  const day = (days: number) => new Date(app.clock.now() + days * DAY).toISOString().slice(0, 10)
  await delegations.delegate(actingAs(loaded, 'wangsiyuan'), {
    ...{ toId: loaded.users.chenyu!, from: day(0), to: day(9), scope: everywhere },
    ...{ caps: { amount: 800 * wan }, note: '年假' },
  })
}

async function rowsOf(app: App, loaded: LoadedSample): Promise<MandateRow[]> {
  const { workspaceId } = loaded
  const { roles } = await app.db.tx(workspaceId, tx => readOrganisation(tx, workspaceId))
  const role = (name: BuiltInRole): Holder => {
    const { id } = roles.find(({ builtIn }) => builtIn === name)!
    return { kind: 'role', id, reach: 'line' }
  }
  const row = (id: string, holder: Holder, limits: Limits, scope: Partial<Scope> = {}): MandateRow => {
    return { id, holder, limits, scope: { ...everywhere, ...scope }, from: null, to: null }
  }
  const given = (name: 'rep' | 'manager' | 'director', family: string) =>
    row(
      `${name}-${family === '服务' ? 'service' : 'consumables'}`,
      role(name),
      { worstLineDiscount: null },
      { family },
    )
  return [
    row('rep', role('rep'), rep),
    // Installation and training may be given with the machine; consumables by managers.
    given('rep', '服务'),
    row('manager', role('manager'), manager),
    given('manager', '服务'),
    given('manager', '呼吸'),
    row('director', role('director'), director),
    given('director', '服务'),
    given('director', '呼吸'),
    row('head', { kind: 'person', id: loaded.users.jiangwei! }, everything),
  ]
}
