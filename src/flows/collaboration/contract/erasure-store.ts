import { sql } from 'drizzle-orm'
import type { PersonErased } from '#crm/contact/api.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import type { ContractState } from './api.ts'

interface Concerned extends Record<string, unknown> {
  id: Id
  number: string
  name: string
  status: ContractState
  closedAt: Date | null
}

/** As they stand in JSON, in lower case. */
const inJson = (words: readonly string[]) =>
  sql`${sql.param(words.map(word => JSON.stringify(word).slice(1, -1).toLowerCase()))}::text[]`

/**
 * Contracts that hold a person: anywhere by what is unmistakably theirs (addresses, numbers), among those of their account also by name. What is
 * looked through: draft, reason, who acted, fixed texts.
 */
export async function selectConcerned(
  tx: Tx,
  workspaceId: Id,
  { account, words, marks }: PersonErased,
): Promise<Concerned[]> {
  const found = await tx.execute<Concerned>(sql`
    select id, number, name, status, closed_at as "closedAt" from (
      select c.*, lower(concat(c.name, c.draft::text, to_json(c.reason)::text,
        (select string_agg(p.person::text, '') from contract_person p where p.workspace_id = c.workspace_id and p.contract_id = c.id),
        (select string_agg(v.content::text, '') from contract_version v where v.workspace_id = c.workspace_id and v.contract_id = c.id)
      )) as says from contract c where c.workspace_id = ${workspaceId}) one
    where exists (select from unnest(${inJson(marks)}) mark where strpos(says, mark) > 0)
      or (account_id = ${account} and exists (select from unnest(${inJson(words)}) word where strpos(says, word) > 0))
    order by number`)
  return found.rows.map(row => ({ ...row, closedAt: row.closedAt && new Date(row.closedAt) }))
}

/** Takes the fixed texts of a contract that isn't in effect. @returns their hashes */
export async function eraseTexts(tx: Tx, contractId: Id): Promise<string[]> {
  const done = await tx.execute<{ hash: string }>(
    sql`select hash from erase_contract_texts(${contractId}) as hash order by hash`,
  )
  return done.rows.map(({ hash }) => hash)
}

/** The customer's side of a contract, its links and signature, and of our side what names the person. */
export async function deletePersons(
  tx: Tx,
  workspaceId: Id,
  contractId: Id,
  words: readonly string[],
): Promise<void> {
  const its = sql`workspace_id = ${workspaceId} and contract_id = ${contractId}`
  await tx.execute(sql`
    delete from contract_person where ${its} and (person->>'how' in ('link', 'email-code', 'shown-code', 'provider', 'played')
      or exists (select from unnest(${inJson(words)}) word where strpos(lower(person::text), word) > 0))`)
  await tx.execute(sql`delete from contract_mark where ${its} and side = 'customer'`)
  await tx.execute(sql`delete from contract_link where ${its}`)
}
