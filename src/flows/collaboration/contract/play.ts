import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { customerErrors as errors } from './api.ts'
import { checkReleasable, frozen } from './check.ts'
import type { CustomerActs, Place } from './customer-acts.ts'
import type { ContractPorts } from './ports.ts'
import { customerActor, type Who } from './record.ts'
import * as store from './store.ts'
import { needLocked } from './view.ts'

export type Play = ReturnType<typeof makePlay>

/**
 * The customer's side of a sample's past: the same acts with the same checks as through the signing page, but for nobody being identified,
 * which the evidence says. On a module that doesn't play it refuses everything.
 */
export function makePlay(
  ports: ContractPorts,
  acts: CustomerActs,
  expire: (workspaceId: Id, id: Id) => Promise<void>,
) {
  const at = <T>(workspaceId: Id, id: Id, work: (tx: Tx, place: Place, who: Who) => Promise<T>): Promise<T> =>
    ports.db.tx(workspaceId, async tx => {
      if (!ports.played) throw new AppError(errors['signing.closed'])
      const row = await needLocked(tx, customerActor(workspaceId), id)
      const link = await store.selectLink(tx, workspaceId, { contractId: id })
      if (!link) throw new AppError(errors['signing.missing'])
      const content = await frozen(tx, row, link.hash)
      return work(tx, { row, link, content }, { name: content.signer.name, how: 'played' })
    })

  return {
    open: (workspaceId: Id, id: Id): Promise<void> => at(workspaceId, id, acts.opened),

    /** Signs with the signer's typed name. @throws what signing is refused for */
    sign: (workspaceId: Id, id: Id): Promise<void> =>
      at(workspaceId, id, async (tx, place, who) => {
        await checkReleasable(ports, tx, customerActor(workspaceId), place.row, place.link.hash)
        await acts.signed(tx, place, { kind: 'typed', text: who.name }, who)
      }),

    decline: (workspaceId: Id, id: Id, reason: string): Promise<void> =>
      at(workspaceId, id, async (tx, place, who) => void (await acts.declined(tx, place, reason, who))),

    /** Tells that the time for signing is over; nothing happens while it isn't. */
    expire,
  }
}
