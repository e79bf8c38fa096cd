import { AppError } from '#kernel/error.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Files } from './files.ts'
import { stateOf } from './model.ts'
import type { ContractPorts } from './ports.ts'
import { customerActor, eventOf, type RecordAct } from './record.ts'
import { snapshotOf } from './snapshot.ts'
import * as store from './store.ts'
import { basisOf, needLocked } from './view.ts'

const queue = 'contract-due'

/** Tells of contracts whose time to sign is over, and makes files that a crash left unmade. */
export function makeSweep(ports: ContractPorts, record: RecordAct, files: Files) {
  const { db, clock, outbox } = ports

  const expire = (workspaceId: string, id: string) =>
    db.tx(workspaceId, async tx => {
      const actor = customerActor(workspaceId)
      const row = await needLocked(tx, actor, id)
      // Whatever happened between finding and locking it counts.
      if (row.status === 'expired' || stateOf(row, clock.now()) !== 'expired') return
      const set = { status: 'expired' as const, closedAt: new Date(clock.now()) }
      await store.updateContract(tx, row, set)
      const basis = await basisOf(ports, tx, row)
      const payload = eventOf(row, snapshotOf(basis.content, basis.hash))
      await record(
        tx,
        actor,
        { ...row, ...set },
        {
          type: 'expired',
          body: { hash: row.hash },
          publish: { type: 'contract.expired', payload },
        },
      )
    })

  return async (): Promise<void> => {
    for (const { workspaceId, id, due } of await db.outside(tx =>
      store.selectDue(tx, new Date(clock.now())),
    )) {
      await (due === 'expiry' ? expire(workspaceId, id) : files.finish(workspaceId, id)).catch(error => {
        // One that can't be done keeps no other from it.
        ports.onError(error, error instanceof AppError ? error.code : 'a contract that is due')
      })
    }
    outbox.wake()
  }
}

/** Every five minutes. */
export function contractJobs(jobs: Jobs, sweep: () => Promise<void>): void {
  jobs.work(queue, sweep, { concurrency: 1 })
  jobs.schedule(queue, '*/5 * * * *')
}
