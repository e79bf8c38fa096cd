import { type Accounts, needAccount } from '#crm/account/index.ts'
import { type Contacts, needContact } from '#crm/contact/index.ts'
import { needLead } from '#crm/lead/index.ts'
import { changing, definedOnly, differing, stale } from '#crm/record/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { MINUTE } from '#kernel/time.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import {
  type createNote,
  errors,
  type NoteAdded,
  type NoteQuery,
  type NoteView,
  type updateNote,
} from './api.ts'
import * as store from './store.ts'

export interface NotePorts {
  db: Db
  outbox: Outbox
  clock: Clock
  accounts: Pick<Accounts, 'touch'>
  contacts: Pick<Contacts, 'touch'>
}

export type Notes = ReturnType<typeof makeNotes>

/** Follow-up notes 跟进记录: written once, corrected by their author, told as `activity.note_added`. */
export function makeNotes({ db, outbox, clock, accounts, contacts }: NotePorts) {
  const within = changing(db, outbox)

  const log = (
    tx: Tx,
    actor: Actor,
    act: string,
    id: Id,
    details: Record<string, unknown>,
    requestId?: string,
  ) => audit(tx, actor, { act, subject: { kind: 'note', id }, details, ...(requestId && { requestId }) })

  /** The next step becomes a task of the author, due that morning; its title says whom it is about. */
  const planNext = async (tx: Tx, actor: Actor, row: store.NoteRow, about: string) => {
    if (!row.nextOn || !row.authorId) return
    await store.insertTask(tx, {
      workspaceId: row.workspaceId,
      id: newId(),
      title: actor.locale === 'en' ? `Follow up: ${about}` : `跟进：${about}`,
      accountId: row.accountId,
      contactId: row.contactIds[0] ?? null,
      dueAt: new Date(`${row.nextOn}T09:00:00+08:00`),
      assigneeId: row.authorId,
      departmentId: actor.departmentId,
      createdBy: row.authorId,
      origin: `note:${row.id}:${row.nextOn}`,
    })
  }

  const touch = async (tx: Tx, row: store.NoteRow) => {
    if (row.accountId) await accounts.touch(tx, row.workspaceId, [{ accountId: row.accountId, at: row.at }])
    await contacts.touch(
      tx,
      row.workspaceId,
      row.contactIds.map(contactId => ({ contactId, at: row.at })),
    )
  }

  const tell = (tx: Tx, row: store.NoteRow) => {
    const { id: noteId, accountId, leadId, contactIds, kind, outcome, nextOn, authorId } = row
    const payload: NoteAdded = {
      noteId,
      accountId,
      leadId,
      contactIds,
      kind,
      outcome,
      nextOn,
      authorId,
      at: row.at.getTime(),
    }
    return outbox.publish(tx, { workspaceId: row.workspaceId, type: 'activity.note_added', payload })
  }

  const needOwn = async (tx: Tx, actor: Actor, id: Id, deleted = false): Promise<store.NoteRow> => {
    const row = await store.lockNote(tx, actor, id)
    if (!row || (row.deletedAt !== null && !deleted)) throw new AppError(errors['note.missing'])
    if (row.authorId !== actor.id && actor.kind !== 'system') throw new AppError(errors['note.not-yours'])
    return row
  }

  return {
    list: (actor: Actor, query: NoteQuery) =>
      db.tx(actor.workspaceId, async tx => {
        if (query.account) await needAccount(tx, actor, query.account)
        if (query.lead) await needLead(tx, actor, query.lead)
        if (query.contact) await needContact(tx, actor, query.contact)
        const { rows, total, totalIsCapped } = await store.selectNotes(tx, actor, query)
        return { items: rows.map(noteViewOf), total, totalIsCapped }
      }),

    create: (actor: Actor, input: Out<(typeof createNote)['body']>, requestId?: string): Promise<NoteView> =>
      within(actor, async tx => {
        const { row, about } = await checkedNote(tx, actor, input, clock.now())
        if (!(await store.insertNote(tx, row))) return noteViewOf(await needOwn(tx, actor, row.id, true))
        const saved = await needOwn(tx, actor, row.id)
        await log(
          tx,
          actor,
          'note.created',
          row.id,
          { accountId: row.accountId, leadId: row.leadId },
          requestId,
        )
        await planNext(tx, actor, saved, about)
        await touch(tx, saved)
        await tell(tx, saved)
        return noteViewOf(saved)
      }),

    update: (
      actor: Actor,
      id: Id,
      input: Out<(typeof updateNote)['body']>,
      requestId?: string,
    ): Promise<NoteView> =>
      within(actor, async tx => {
        const row = await needOwn(tx, actor, id)
        const wanted = definedOnly(input.changes)
        const current = { ...noteViewOf(row) }
        if (row.version !== input.version) throw stale(current, wanted)
        for (const contactId of wanted.contactIds ?? []) await needContact(tx, actor, contactId)
        const fields = Object.keys(differing(current, wanted))
        if (fields.length === 0) return noteViewOf(row)
        const { at, ...rest } = wanted
        const saved = await store.updateNote(tx, actor.workspaceId, id, {
          ...rest,
          ...(at !== undefined && { at: new Date(at) }),
        })
        await log(tx, actor, 'note.updated', id, { fields }, requestId)
        return noteViewOf(saved)
      }),

    remove: (actor: Actor, id: Id, requestId?: string): Promise<void> =>
      within(actor, async tx => {
        await needOwn(tx, actor, id)
        await store.updateNote(tx, actor.workspaceId, id, { deletedAt: new Date(clock.now()) })
        await log(tx, actor, 'note.deleted', id, {}, requestId)
      }),

    restore: (actor: Actor, id: Id, requestId?: string): Promise<NoteView> =>
      within(actor, async tx => {
        await needOwn(tx, actor, id, true)
        const saved = await store.updateNote(tx, actor.workspaceId, id, { deletedAt: null })
        await log(tx, actor, 'note.restored', id, {}, requestId)
        return noteViewOf(saved)
      }),

    /** Notes by id without a scope: for a timeline whose account was already found visible. */
    byIds: async (tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<NoteView[]> =>
      (await store.selectNotesByIds(tx, workspaceId, ids)).map(noteViewOf),
  }
}

async function checkedNote(tx: Tx, actor: Actor, input: Out<(typeof createNote)['body']>, now: number) {
  const at = input.at ?? now
  if (at > now + 5 * MINUTE) throw new AppError(errors['note.in-future'])
  const lead = input.leadId ? await needLead(tx, actor, input.leadId) : undefined
  const accountId = input.accountId ?? lead?.accountId ?? null
  const account = accountId ? await needAccount(tx, actor, accountId) : undefined
  const about = account ?? lead
  if (!about) throw new AppError(errors['note.about-nothing'])
  for (const contactId of input.contactIds ?? []) await needContact(tx, actor, contactId)
  const row = {
    workspaceId: actor.workspaceId,
    id: input.id ?? newId(),
    accountId,
    leadId: lead?.id ?? null,
    contactIds: input.contactIds ?? [],
    kind: input.kind,
    body: input.body,
    outcome: input.outcome ?? null,
    nextOn: input.nextOn ?? null,
    at: new Date(at),
    authorId: actor.kind === 'user' ? actor.id : null,
  }
  return { row, about: about.name }
}

function noteViewOf(row: store.NoteRow): NoteView {
  const { workspaceId: _w, deletedAt: _d, updatedAt: _u, at, createdAt, ...rest } = row
  return { ...rest, at: at.getTime(), createdAt: createdAt.getTime() }
}
