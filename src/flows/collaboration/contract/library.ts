import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import {
  type ContractLanguage,
  contractLanguages,
  libraryErrors as errors,
  type LibraryClause,
  type libraryRoutes,
  type Template,
} from './api.ts'
import { starterClauses, starterTemplate } from './starter.ts'
import { clause, clauseVersion, contractTemplate } from './tables.ts'

export type Library = ReturnType<typeof makeLibrary>

/** Clauses with their wordings, and templates. A workspace begins with the starter library. */
export function makeLibrary({ db, clock }: { db: Db; clock: Clock }) {
  /** The library, made on first use. */
  const clauses = async (tx: Tx, workspaceId: Id): Promise<LibraryClause[]> => {
    const found = await read(tx, workspaceId)
    if (found.length > 0) return found
    await begin(tx, workspaceId, new Date(clock.now()))
    return read(tx, workspaceId)
  }

  const templates = async (tx: Tx, workspaceId: Id): Promise<Template[]> => {
    await clauses(tx, workspaceId)
    return tx
      .select({ id: contractTemplate.id, name: contractTemplate.name, clauseIds: contractTemplate.clauseIds })
      .from(contractTemplate)
      .where(and(eq(contractTemplate.workspaceId, workspaceId), isNull(contractTemplate.archivedAt)))
      .orderBy(asc(contractTemplate.createdAt))
  }

  return {
    clauses,
    templates,
    list: (actor: Actor) => db.tx(actor.workspaceId, tx => clauses(tx, actor.workspaceId)),
    listTemplates: (actor: Actor) => db.tx(actor.workspaceId, tx => templates(tx, actor.workspaceId)),

    /** A new wording; drafts and contracts keep the one they began from. @throws clause.missing, clause.stale */
    save: (
      actor: Actor,
      id: Id,
      input: Out<(typeof libraryRoutes)['save']['body']>,
    ): Promise<LibraryClause> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const one = (await clauses(tx, workspaceId)).find(each => each.id === id)
        if (!one) throw new AppError(errors['clause.missing'])
        const newest = one.wordings.find(({ language }) => language === input.language)
        if (newest?.title === input.title && newest.body === input.body) return one
        if ((newest?.version ?? 0) !== input.version) throw new AppError(errors['clause.stale'])
        const version = input.version + 1
        const { language, title, body } = input
        const row = { workspaceId, clauseId: id, language, version, title, body }
        const done = await tx
          .insert(clauseVersion)
          .values({ ...row, createdBy: actor.id, createdAt: new Date(clock.now()) })
          .onConflictDoNothing()
        if (done.rowCount !== 1) throw new AppError(errors['clause.stale'])
        await audit(tx, actor, {
          act: 'contract-clause.worded',
          subject: { kind: 'contract-clause', id },
          details: { language, version },
        })
        return (await read(tx, workspaceId)).find(each => each.id === id)!
      }),

    /** Every wording that clauses ever had in a language. */
    wordings: (tx: Tx, workspaceId: Id, clauseIds: readonly Id[], language: ContractLanguage) =>
      tx
        .select()
        .from(clauseVersion)
        .where(
          and(
            eq(clauseVersion.workspaceId, workspaceId),
            inArray(clauseVersion.clauseId, [...clauseIds]),
            eq(clauseVersion.language, language),
          ),
        ),
  }
}

async function read(tx: Tx, workspaceId: Id): Promise<LibraryClause[]> {
  const rows = await tx
    .select()
    .from(clause)
    .where(and(eq(clause.workspaceId, workspaceId), isNull(clause.archivedAt)))
    .orderBy(asc(clause.position), asc(clause.id))
  const newest = await tx
    .selectDistinctOn([clauseVersion.clauseId, clauseVersion.language])
    .from(clauseVersion)
    .where(eq(clauseVersion.workspaceId, workspaceId))
    .orderBy(asc(clauseVersion.clauseId), asc(clauseVersion.language), sql`${clauseVersion.version} desc`)
  return rows.map(({ workspaceId: _w, archivedAt: _a, ...rest }) => ({
    ...rest,
    wordings: newest
      .filter(({ clauseId }) => clauseId === rest.id)
      .map(({ language, version, title, body }) => ({ language, version, title, body })),
  }))
}

async function begin(tx: Tx, workspaceId: Id, now: Date): Promise<void> {
  // Two who come first at once: one makes it, the other waits and finds it.
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`contract-library ${workspaceId}`}, 0))`,
  )
  if ((await read(tx, workspaceId)).length > 0) return
  const made = starterClauses.map(({ wordings, ...rule }) => ({ id: newId(), wordings, ...rule }))
  await tx.insert(clause).values(made.map(({ wordings: _w, ...rule }) => ({ workspaceId, ...rule })))
  await tx.insert(clauseVersion).values(
    made.flatMap(({ id, wordings }) =>
      contractLanguages.map(language => ({
        ...{ workspaceId, clauseId: id, language, version: 1, createdAt: now },
        ...wordings[language],
      })),
    ),
  )
  const clauseIds = made.map(({ id }) => id)
  await tx
    .insert(contractTemplate)
    .values({ workspaceId, id: newId(), name: starterTemplate, clauseIds, createdAt: now })
}
