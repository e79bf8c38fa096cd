import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Mail, MailPort } from '#kernel/ports/mail.ts'
import type { Sealer } from '#platform/notify/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors, type LetterView } from './api.ts'
import { deleteLetters, insertLetter, type LetterRow, selectLetters } from './store.ts'

/** How many letters are kept of a workspace. */
export const mostLetters = 200

export interface LetterboxPorts {
  db: Db
  clock: Clock
  sealer: Sealer
  /** Takes the letters of every workspace for which no box was opened. */
  otherwise: MailPort
  /** Told when a letter was kept. */
  kept(workspaceId: Id): void
}

type Content = Pick<LetterView, 'to' | 'subject' | 'text'>

export type Letterbox = ReturnType<typeof makeLetterbox>

/**
 * The demo's letter box: letters of the workspaces it was opened for stay in the database instead of going out, for
 * everybody in that workspace to read, who so can play the customer. Those of any other workspace never come here.
 */
export function makeLetterbox({ db, clock, sealer, otherwise, kept }: LetterboxPorts) {
  const opened = new Set<Id>()
  const placeOf = ({ workspaceId, id }: Pick<LetterRow, 'workspaceId' | 'id'>) =>
    `${workspaceId} letter ${id}`

  const keep = async ({ workspaceId, to, subject, text }: Mail): Promise<void> => {
    const key = { workspaceId, id: newId(clock.now()) }
    const content: Content = { to: { name: to.name ?? null, address: to.address }, subject, text }
    const sealed = sealer.seal(JSON.stringify(content), placeOf(key))
    const row = { ...key, sealed, createdAt: new Date(clock.now()) }
    await db.tx(workspaceId, tx => insertLetter(tx, row, mostLetters))
    kept(workspaceId)
  }

  const viewOf = (row: LetterRow): LetterView => {
    const content = JSON.parse(sealer.open(row.sealed, placeOf(row))) as Content
    return { id: row.id, ...content, at: row.createdAt.getTime() }
  }

  const mail: MailPort = {
    kindOf: workspaceId => (opened.has(workspaceId) ? 'kept' : otherwise.kindOf(workspaceId)),
    send: async letter => {
      if (!opened.has(letter.workspaceId)) return otherwise.send(letter)
      await keep(letter)
      return { ok: true }
    },
  }

  return {
    mail,

    /** From now on letters of this workspace stay here. For the sample alone. */
    open: (workspaceId: Id) => void opened.add(workspaceId),

    /** Letters of this workspace no longer stay here. */
    close: (workspaceId: Id) => void opened.delete(workspaceId),

    /** @throws letterbox.closed */
    list: async (actor: Actor): Promise<LetterView[]> => {
      if (!opened.has(actor.workspaceId)) throw new AppError(errors['letterbox.closed'])
      return db.tx(actor.workspaceId, async tx => (await selectLetters(tx, actor.workspaceId)).map(viewOf))
    },

    /** Throws every letter away: they may name anybody. */
    empty: (tx: Tx, workspaceId: Id) => deleteLetters(tx, workspaceId),
  }
}
