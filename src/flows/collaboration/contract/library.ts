import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import {
  type ClauseRules,
  type ContractLanguage,
  contractLanguages,
  libraryErrors as errors,
  type LibraryClause,
  type libraryRoutes,
  type Template,
} from './api.ts'
import { starterClauses, starterTemplate } from './starter.ts'
import { clause, clauseVersion } from './tables.ts'
import { insertTemplate, selectTemplates } from './templates.ts'

export type Library = ReturnType<typeof makeLibrary>

/** Clauses with their wordings, and templates. A workspace begins with the starter library. */
export function makeLibrary({ db, clock }: { db: Db; clock: Clock }) {
  /** The library, archived clauses included, made on first use. */
  const clauses = async (tx: Tx, workspaceId: Id): Promise<LibraryClause[]> => {
    const found = await read(tx, workspaceId)
    if (found.length > 0) return found
    await begin(tx, workspaceId, new Date(clock.now()))
    return read(tx, workspaceId)
  }

  const templates = async (tx: Tx, workspaceId: Id): Promise<Template[]> => {
    await clauses(tx, workspaceId)
    return selectTemplates(tx, workspaceId)
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
        const one = needClause(await clauses(tx, workspaceId), id)
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
        return needClause(await read(tx, workspaceId), id)
      }),

    /** A new clause, after all others. Sent again it is added once. */
    add: (actor: Actor, input: Out<(typeof libraryRoutes)['add']['body']>): Promise<LibraryClause> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const { id, language, title, body, ...rules } = input
        const last = (await clauses(tx, workspaceId)).at(-1)
        const row = { workspaceId, id, key: `own-${id}`, position: (last?.position ?? 0) + 10, ...rules }
        const done = await tx.insert(clause).values(row).onConflictDoNothing()
        if (done.rowCount === 1) {
          const createdAt = new Date(clock.now())
          const first = { workspaceId, clauseId: id, language, version: 1, title, body }
          await tx.insert(clauseVersion).values({ ...first, createdBy: actor.id, createdAt })
          const subject = { kind: 'contract-clause', id }
          await audit(tx, actor, { act: 'contract-clause.added', subject, details: rules })
        }
        return needClause(await read(tx, workspaceId), id)
      }),

    /** Archives a clause or brings it back. @throws clause.missing */
    archive: (actor: Actor, id: Id, archived: boolean): Promise<LibraryClause> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const before = needClause(await clauses(tx, workspaceId), id)
        if (before.archived === archived) return before
        await tx
          .update(clause)
          .set({ archivedAt: archived ? new Date(clock.now()) : null })
          .where(and(eq(clause.workspaceId, workspaceId), eq(clause.id, id)))
        const act = archived ? 'contract-clause.archived' : 'contract-clause.restored'
        await audit(tx, actor, { act, subject: { kind: 'contract-clause', id } })
        return { ...before, archived }
      }),

    /** When it applies and how risky it is. Drafts follow at once, what is frozen doesn't. @throws clause.missing, clause.stale */
    rule: (
      actor: Actor,
      id: Id,
      { revision, risk, condition, aboveAmount, mandatory }: Out<(typeof libraryRoutes)['rule']['body']>,
    ): Promise<LibraryClause> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const before = needClause(await clauses(tx, workspaceId), id)
        const rules: ClauseRules = { risk, condition, aboveAmount, mandatory }
        const was = rulesOf(before)
        if (JSON.stringify(was) === JSON.stringify(rules)) return before
        const its = and(eq(clause.workspaceId, workspaceId), eq(clause.id, id), eq(clause.revision, revision))
        const done = await tx
          .update(clause)
          .set({ ...rules, revision: revision + 1 })
          .where(its)
        if (done.rowCount !== 1) throw new AppError(errors['clause.stale'])
        const subject = { kind: 'contract-clause', id }
        await audit(tx, actor, { act: 'contract-clause.ruled', subject, details: { was, rules } })
        return needClause(await read(tx, workspaceId), id)
      }),
  }
}

function needClause(all: readonly LibraryClause[], id: Id): LibraryClause {
  const found = all.find(each => each.id === id)
  if (!found) throw new AppError(errors['clause.missing'])
  return found
}

const rulesOf = ({ risk, condition, aboveAmount, mandatory }: LibraryClause): ClauseRules => ({
  ...{ risk, condition, aboveAmount, mandatory },
})

/** Every wording that clauses ever had in a language. */
export const wordingsOf = (tx: Tx, workspaceId: Id, clauseIds: readonly Id[], language: ContractLanguage) =>
  tx
    .select()
    .from(clauseVersion)
    .where(
      and(
        eq(clauseVersion.workspaceId, workspaceId),
        inArray(clauseVersion.clauseId, [...clauseIds]),
        eq(clauseVersion.language, language),
      ),
    )

async function read(tx: Tx, workspaceId: Id): Promise<LibraryClause[]> {
  const rows = await tx
    .select()
    .from(clause)
    .where(eq(clause.workspaceId, workspaceId))
    .orderBy(asc(clause.position), asc(clause.id))
  const newest = await tx
    .selectDistinctOn([clauseVersion.clauseId, clauseVersion.language])
    .from(clauseVersion)
    .where(eq(clauseVersion.workspaceId, workspaceId))
    .orderBy(asc(clauseVersion.clauseId), asc(clauseVersion.language), sql`${clauseVersion.version} desc`)
  return rows.map(({ workspaceId: _w, archivedAt, ...rest }) => ({
    ...rest,
    archived: archivedAt !== null,
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
  const subject = { id: newId(), name: starterTemplate, clauseIds: made.map(({ id }) => id) }
  await insertTemplate(tx, workspaceId, subject, { id: null, at: now })
}
