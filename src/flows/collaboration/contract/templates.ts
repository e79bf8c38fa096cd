import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { libraryErrors, type libraryRoutes, errors as shared, type Template } from './api.ts'
import type { Library } from './library.ts'
import { contractTemplate, templateVersion } from './tables.ts'

type Fields = Omit<Template, 'version' | 'archived'>

/** Templates as people keep them: which clauses a new contract has, and in which order. */
export function makeTemplates({ db, clock, library }: { db: Db; clock: Clock; library: Library }) {
  const within = <T>(actor: Actor, clauseIds: readonly Id[], work: (tx: Tx) => Promise<T>): Promise<T> =>
    db.tx(actor.workspaceId, async tx => {
      const known = new Set((await library.clauses(tx, actor.workspaceId)).map(({ id }) => id))
      if (!clauseIds.every(id => known.has(id))) throw new AppError(libraryErrors['clause.missing'])
      return work(tx)
    })
  const by = (actor: Actor) => ({ id: actor.id, at: new Date(clock.now()) })

  return {
    /** A new template. Sent again it is added once. @throws clause.missing */
    add: (actor: Actor, input: Fields): Promise<Template> =>
      within(actor, input.clauseIds, async tx => {
        const { workspaceId } = actor
        if (await insertTemplate(tx, workspaceId, input, by(actor)))
          await audit(tx, actor, {
            act: 'contract-template.added',
            subject: { kind: 'contract-template', id: input.id },
          })
        return needTemplate(tx, workspaceId, input.id)
      }),

    /** A new version; contracts that have begun keep their clauses. @throws contract.template-missing, template.stale, clause.missing */
    save: (
      actor: Actor,
      id: Id,
      { version, name, clauseIds }: Out<(typeof libraryRoutes)['saveTemplate']['body']>,
    ): Promise<Template> =>
      within(actor, clauseIds, async tx => {
        const { workspaceId } = actor
        const before = await needTemplate(tx, workspaceId, id)
        if (before.name === name && before.clauseIds.join() === clauseIds.join()) return before
        const done = await tx
          .update(contractTemplate)
          .set({ name, clauseIds, version: version + 1 })
          .where(
            and(
              eq(contractTemplate.workspaceId, workspaceId),
              eq(contractTemplate.id, id),
              eq(contractTemplate.version, version),
            ),
          )
        if (done.rowCount !== 1) throw new AppError(libraryErrors['template.stale'])
        await insertVersion(tx, workspaceId, { id, name, clauseIds, version: version + 1 }, by(actor))
        await audit(tx, actor, {
          act: 'contract-template.changed',
          subject: { kind: 'contract-template', id },
          details: { version: version + 1 },
        })
        return needTemplate(tx, workspaceId, id)
      }),

    /** Archives a template or brings it back. @throws contract.template-missing, template.last */
    archive: (actor: Actor, id: Id, archived: boolean): Promise<Template> =>
      within(actor, [], async tx => {
        const { workspaceId } = actor
        await tx.execute(
          sql`select from contract_template where workspace_id = ${workspaceId} order by id for update`,
        )
        const all = await selectTemplates(tx, workspaceId)
        const before = all.find(each => each.id === id)
        if (!before) throw new AppError(shared['contract.template-missing'])
        if (before.archived === archived) return before
        if (archived && !all.some(each => each.id !== id && !each.archived))
          throw new AppError(libraryErrors['template.last'])
        await tx
          .update(contractTemplate)
          .set({ archivedAt: archived ? new Date(clock.now()) : null })
          .where(and(eq(contractTemplate.workspaceId, workspaceId), eq(contractTemplate.id, id)))
        const act = archived ? 'contract-template.archived' : 'contract-template.restored'
        await audit(tx, actor, { act, subject: { kind: 'contract-template', id } })
        return { ...before, archived }
      }),
  }
}
export type Templates = ReturnType<typeof makeTemplates>

async function needTemplate(tx: Tx, workspaceId: Id, id: Id): Promise<Template> {
  const found = (await selectTemplates(tx, workspaceId)).find(each => each.id === id)
  if (!found) throw new AppError(shared['contract.template-missing'])
  return found
}

/** The templates of a workspace, archived ones included, the oldest first. */
export const selectTemplates = (tx: Tx, workspaceId: Id): Promise<Template[]> =>
  tx
    .select({
      id: contractTemplate.id,
      name: contractTemplate.name,
      version: contractTemplate.version,
      clauseIds: contractTemplate.clauseIds,
      archived: sql<boolean>`${contractTemplate.archivedAt} is not null`,
    })
    .from(contractTemplate)
    .where(eq(contractTemplate.workspaceId, workspaceId))
    .orderBy(asc(contractTemplate.createdAt), asc(contractTemplate.id))

interface By {
  id: Id | null
  at: Date
}

/** Writes a template with its first version. @returns false where it is there already */
export async function insertTemplate(
  tx: Tx,
  workspaceId: Id,
  { id, name, clauseIds }: Fields,
  by: By,
): Promise<boolean> {
  const row = { workspaceId, id, name, clauseIds, createdAt: by.at }
  const done = await tx.insert(contractTemplate).values(row).onConflictDoNothing()
  if (done.rowCount !== 1) return false
  await insertVersion(tx, workspaceId, { id, name, clauseIds, version: 1 }, by)
  return true
}

async function insertVersion(
  tx: Tx,
  workspaceId: Id,
  { id, ...fields }: Omit<Template, 'archived'>,
  by: By,
): Promise<void> {
  const row = { workspaceId, templateId: id, ...fields, createdBy: by.id, createdAt: by.at }
  await tx.insert(templateVersion).values(row)
}
