import { and, eq, isNull } from 'drizzle-orm'
import { account } from '#crm/account/index.ts'
import { contact } from '#crm/contact/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors } from './api.ts'
import * as store from './store.ts'

/** The document, if the actor may see it. @throws AppError document.missing */
export async function need(tx: Tx, actor: Actor, id: Id) {
  const row = await store.selectDocument(tx, actor, id)
  if (!row) throw new AppError(errors['document.missing'])
  return row
}

/** The account a document or link is for. @throws AppError share.account-missing */
export async function needAccount(tx: Tx, actor: Actor, id: Id) {
  const [row] = await tx
    .select({ id: account.id, departmentId: account.departmentId })
    .from(account)
    .where(and(eq(account.workspaceId, actor.workspaceId), eq(account.id, id), isNull(account.deletedAt)))
  if (!row) throw new AppError(errors['share.account-missing'])
  return row
}

/** The contact a link is for. @throws AppError share.account-missing */
export async function needContact(tx: Tx, actor: Actor, id: Id) {
  const [row] = await tx
    .select({ id: contact.id, name: contact.name, accountId: contact.accountId, email: contact.email })
    .from(contact)
    .where(and(eq(contact.workspaceId, actor.workspaceId), eq(contact.id, id), isNull(contact.deletedAt)))
  if (!row) throw new AppError(errors['share.account-missing'])
  return row
}
