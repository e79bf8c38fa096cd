import type { Subject } from '#collaboration/mandate/api.ts'
import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { flowFaults, usualFlow } from '#lib/approval/index.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, findMember } from '#platform/org/index.ts'
import { errors, type FlowVersion, type StepRule } from './api.ts'
import type { ApprovalPorts } from './ports.ts'
import * as store from './store.ts'

export type Flows = ReturnType<typeof makeFlows>

/** Flows as they are written down: each save is a version, in force at once; running cases stay on theirs. */
export function makeFlows({ db, outbox, clock }: Pick<ApprovalPorts, 'db' | 'outbox' | 'clock'>) {
  const within = changing(db, outbox)
  return {
    current: currentFlow,

    read: (actor: Actor, subject: Subject) =>
      db.tx(actor.workspaceId, async tx => ({
        current: await currentFlow(tx, actor.workspaceId, subject),
        versions: (await store.selectFlowVersions(tx, actor.workspaceId, subject)).map(viewOf),
      })),

    version: (actor: Actor, subject: Subject, version: number): Promise<FlowVersion> =>
      db.tx(actor.workspaceId, async tx => {
        if (version === 0) return beginning(subject)
        const row = await store.selectFlow(tx, actor.workspaceId, subject, version)
        if (!row) throw new AppError(errors['approval.flow-missing'])
        return { ...viewOf(row), steps: row.steps }
      }),

    check: (actor: Actor, steps: readonly StepRule[]) =>
      db.tx(actor.workspaceId, async tx => ({ faults: await faultsOf(tx, actor.workspaceId, steps) })),

    /** @throws approval.flow-stale where somebody has saved since, approval.flow-faulty with `faults` */
    save: (
      actor: Actor,
      subject: Subject,
      { base, steps, note }: { base: number; steps: StepRule[]; note: string },
    ): Promise<FlowVersion> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        const current = await currentFlow(tx, workspaceId, subject)
        if (current.version !== base) throw await stale(tx, workspaceId, current)
        const faults = await faultsOf(tx, workspaceId, steps)
        if (faults.length > 0) throw new AppError(errors['approval.flow-faulty'], { faults })
        const version = base + 1
        const row = {
          workspaceId,
          subject,
          version,
          steps,
          note,
          savedBy: actor.id,
          savedAt: new Date(clock.now()),
        }
        if (!(await store.insertFlow(tx, row)))
          throw await stale(tx, workspaceId, await currentFlow(tx, workspaceId, subject))
        await audit(tx, actor, {
          act: 'approval-flow.saved',
          subject: { kind: 'approval-flow', id: subject },
          details: { version },
        })
        return { ...viewOf(row), steps }
      }),
  }
}

const beginning = (subject: Subject): FlowVersion => ({
  ...{ subject, version: 0, note: '', savedBy: null, savedAt: null },
  steps: usualFlow as StepRule[],
})

/** The flow in force; where nobody wrote one, whoever the mandate names. */
export async function currentFlow(tx: Tx, workspaceId: Id, subject: Subject): Promise<FlowVersion> {
  const row = await store.selectFlow(tx, workspaceId, subject)
  return row ? { ...viewOf(row), steps: row.steps } : beginning(subject)
}

const viewOf = ({
  subject,
  version,
  note,
  savedBy,
  savedAt,
}: Omit<store.FlowRow, 'steps' | 'workspaceId'>) => ({
  ...{ subject, version, note, savedBy },
  savedAt: savedAt.getTime(),
})

async function faultsOf(tx: Tx, workspaceId: Id, steps: readonly StepRule[]) {
  const { people } = await store.selectOrganisation(tx, workspaceId)
  const roles = await store.selectRoleIds(tx, workspaceId)
  const those = (is: 'active' | 'reads') => new Set(people.filter(each => each[is]).map(({ id }) => id))
  return flowFaults(steps, { people: those('active'), readers: those('reads'), roles: new Set(roles) })
}

async function stale(tx: Tx, workspaceId: Id, { savedBy, version }: FlowVersion): Promise<AppError> {
  const member = savedBy ? await findMember(tx, workspaceId, savedBy) : undefined
  return new AppError(errors['approval.flow-stale'], { by: member?.name ?? 'Loam', version })
}
