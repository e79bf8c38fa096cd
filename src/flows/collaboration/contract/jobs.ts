import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Files } from './files.ts'
import { type Letters, letterQueue, mostTries, type OwedLetter } from './letters.ts'
import { stateOf } from './model.ts'
import type { ContractPorts } from './ports.ts'
import { customerActor, eventOf, type RecordAct } from './record.ts'
import { snapshotOf } from './snapshot.ts'
import * as store from './store.ts'
import { basisOf, needLocked } from './view.ts'

const queue = 'contract-due'

/** Tells that the time for signing a contract is over; nothing happens while it isn't. */
export const makeExpire =
  ({ db, clock, ...ports }: ContractPorts, record: RecordAct) =>
  (workspaceId: Id, id: Id): Promise<void> =>
    db.tx(workspaceId, async tx => {
      const actor = customerActor(workspaceId)
      const row = await needLocked(tx, actor, id)
      // Whatever happened between finding and locking it counts.
      if (row.status === 'expired' || stateOf(row, clock.now()) !== 'expired') return
      const closedAt = new Date(clock.now())
      const set = { status: 'expired' as const, closedAt }
      await store.updateContract(tx, row, set, closedAt)
      const basis = await basisOf(ports, tx, row)
      const payload = eventOf(row, snapshotOf(basis.content, basis.hash))
      const publish = { type: 'contract.expired', payload }
      await record(tx, actor, { ...row, ...set }, { type: 'expired', body: { hash: row.hash }, publish })
    })

/** Tells of contracts whose time to sign is over, and makes files that a crash left unmade. */
export function makeSweep(
  ports: ContractPorts,
  expire: (workspaceId: Id, id: Id) => Promise<void>,
  files: Files,
) {
  const { db, clock, outbox } = ports

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

/** The sweep every five minutes; letters that weren't sent at once, or failed, as often as they are tried. */
export function contractJobs(jobs: Jobs, sweep: () => Promise<void>, letters: Letters): void {
  jobs.work(queue, sweep, { concurrency: 1 })
  jobs.schedule(queue, '*/5 * * * *')
  jobs.work<OwedLetter>(letterQueue, letters.deliver, { retryLimit: mostTries })
}
