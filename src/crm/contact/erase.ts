import { sql } from 'drizzle-orm'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import { parsePhone } from '#lib/match/phone.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { errors, type KeptAgreement, type PersonErased } from './api.ts'
import { searchColumns } from './model.ts'
import type { ContactPorts } from './service.ts'
import * as store from './store.ts'

/** Shorter words would be found in other people's names and numbers. */
const shortest = { word: 2, mark: 6 }

/**
 * Erases a person with everybody who was merged into them, in the caller's transaction, and tells it (`person.erased`), so that
 * what is kept outside of the database follows. The audit log keeps that it was done, by whom and under which alias.
 * @returns how many rows were changed or removed, and the agreements that stay as they are
 * @throws contact.missing, contact.erase-confirm
 */
export async function erasePerson(
  { tx, outbox, kept }: { tx: Tx; outbox: Outbox } & Pick<ContactPorts, 'kept'>,
  actor: Actor,
  id: Id,
  confirm: string,
  requestId?: string,
): Promise<{ rows: number; kept: KeptAgreement[] }> {
  const { workspaceId } = actor
  const row = await store.lockContact(tx, actor, id)
  if (!row) throw new AppError(errors['contact.missing'])
  if (confirm.trim() !== row.name) throw new AppError(errors['contact.erase-confirm'])
  const alias = newId()
  let rows = 0
  const agreements: KeptAgreement[] = []
  for (const each of [row, ...(await store.selectMergedInto(tx, workspaceId, id))]) {
    const payload = await whatToErase(tx, workspaceId, each, alias)
    agreements.push(...(await kept(tx, workspaceId, payload)))
    rows += await sweep(tx, workspaceId, payload)
    await outbox.publish(tx, { workspaceId, type: 'person.erased', payload })
  }
  await audit(tx, actor, {
    act: 'contact.erased',
    subject: { kind: 'contact', id: alias },
    ...(requestId && { requestId }),
  })
  return { rows, kept: agreements }
}

async function whatToErase(tx: Tx, workspaceId: Id, row: store.ContactRow, alias: Id): Promise<PersonErased> {
  const called = await tx.execute<{ id: string }>(sql`
    select external_id as id from external_id where workspace_id = ${workspaceId} and kind = 'contact' and subject_id = ${row.id}`)
  const phones = row.phones.flatMap(phone => [phone, phone.replace(/^\+86/, ''), parsePhone(phone).display])
  const reach = [...phones, row.email, row.wechat, ...called.rows.map(each => each.id)].filter(
    word => word !== null,
  )
  const long = (least: number) => (word: string) => word.length >= least
  const byLength = (a: string, b: string) => b.length - a.length
  return {
    ...{ person: row.id, alias, account: row.accountId },
    words: [...new Set([row.name, ...reach])].filter(long(shortest.word)).sort(byLength),
    marks: [...new Set(reach)].filter(long(shortest.mark)),
  }
}

/** Everything in the database. It may be repeated: what was written meanwhile goes the same way. */
export async function sweep(
  tx: Tx,
  workspaceId: Id,
  { person, alias, account, words, marks }: PersonErased,
): Promise<number> {
  const done = await tx.execute<{ rows: number }>(sql`
    select erase_person(${person}, ${alias}, ${account}, ${sql.param(words)}::text[], ${sql.param(marks)}::text[]) as rows`)
  // Leads are found by parts of their name and by its pinyin: those belong to the name as it is now.
  const leads = await tx.execute<{ id: Id; name: string }>(
    sql`select id, name from lead where workspace_id = ${workspaceId} and contact_id = ${alias}`,
  )
  for (const { id, name } of leads.rows) {
    const { nameSort, grams, searchText } = searchColumns(name)
    await tx.execute(sql`
      update lead set name_sort = ${nameSort}, grams = ${sql.param(grams)}::text[], search_text = ${searchText}
      where workspace_id = ${workspaceId} and id = ${id}`)
  }
  return done.rows[0]!.rows
}
