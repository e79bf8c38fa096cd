import { changing } from '#crm/record/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { audit } from '#platform/audit/index.ts'
import { type Actor, findMember } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { errors, type MandateRow, type MatrixDraft, type MatrixVersion, mandateChanged } from './api.ts'
import { currentMatrix, versionOf } from './judging.ts'
import { dayOf } from './model.ts'
import * as store from './store.ts'

export interface MatrixPorts {
  db: Db
  outbox: Outbox
  clock: Clock
}

export type Matrix = ReturnType<typeof makeMatrix>

/** The matrix: one in force, one draft of the next at most, and every version there was. */
export function makeMatrix({ db, outbox, clock }: MatrixPorts) {
  const within = changing(db, outbox)

  const record = async (tx: Tx, actor: Actor, act: string, id: string, details: Record<string, unknown>) => {
    await audit(tx, actor, { act, subject: { kind: 'mandate', id }, details })
    await outbox.publish(tx, { workspaceId: actor.workspaceId, type: mandateChanged, payload: {} })
  }

  return {
    read: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const draft = await store.selectDraft(tx, workspaceId)
        const versions = await store.selectVersions(tx, workspaceId)
        return {
          current: await currentMatrix(tx, workspaceId),
          draft: draft && actor.permissions.has('mandate.write') ? draftOf(draft) : null,
          versions: versions.map(({ inForceAt, workspaceId: _, ...row }) => ({
            ...row,
            inForceAt: inForceAt.getTime(),
          })),
          ...(await store.selectKinds(tx, workspaceId)),
        }
      }),

    version: (actor: Actor, version: number): Promise<MatrixVersion> =>
      db.tx(actor.workspaceId, async tx => {
        const row = await store.selectMatrix(tx, actor.workspaceId, version)
        if (!row) throw new AppError(errors['mandate.version-missing'])
        return versionOf(row)
      }),

    /** Begins or changes the draft. @throws mandate.stale where somebody else changed it meanwhile, mandate.days */
    saveDraft: (
      actor: Actor,
      { rows, splitDays, edit }: Pick<MatrixDraft, 'rows' | 'splitDays' | 'edit'>,
    ): Promise<MatrixDraft> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        checkDays(rows)
        const there = await store.selectDraft(tx, workspaceId)
        if ((there?.edit ?? 0) !== edit) throw await stale(tx, workspaceId, there)
        const basedOn = there?.basedOn ?? (await currentMatrix(tx, workspaceId)).version
        const changed = { changedBy: actor.id, changedAt: new Date(clock.now()) }
        const row = { workspaceId, rows, splitDays, edit: edit + 1, basedOn, ...changed }
        if (there) await store.updateDraft(tx, workspaceId, row)
        else if (!(await store.insertDraft(tx, row)))
          throw await stale(tx, workspaceId, await store.selectDraft(tx, workspaceId))
        await record(tx, actor, 'mandate.draft-saved', 'draft', { edit: row.edit, rows: rows.length })
        return draftOf(row)
      }),

    dropDraft: (actor: Actor): Promise<void> =>
      within(actor, async tx => {
        if (await store.deleteDraft(tx, actor.workspaceId))
          await record(tx, actor, 'mandate.draft-dropped', 'draft', {})
      }),

    /**
     * Makes the draft the matrix in force, for every quote issued from now on.
     * @throws mandate.no-draft, mandate.stale, mandate.empty, mandate.holder-missing, mandate.place-missing
     */
    putInForce: (actor: Actor, edit: number, note: string): Promise<MatrixVersion> =>
      within(actor, async tx => {
        const { workspaceId } = actor
        const draft = await store.selectDraft(tx, workspaceId)
        if (!draft) throw new AppError(errors['mandate.no-draft'])
        if (draft.edit !== edit) throw await stale(tx, workspaceId, draft)
        const before = await currentMatrix(tx, workspaceId)
        await checkRows(tx, workspaceId, draft.rows, dayOf(clock.now()))
        const row = {
          ...{ workspaceId, version: before.version + 1, rows: draft.rows, splitDays: draft.splitDays, note },
          ...{ inForceAt: new Date(clock.now()), inForceBy: actor.id },
        }
        await store.insertMatrix(tx, row)
        await store.deleteDraft(tx, workspaceId)
        const details = { version: [before.version, row.version], rows: [before.rows, row.rows], note }
        await record(tx, actor, 'mandate.put-in-force', String(row.version), details)
        return versionOf(row)
      }),
  }
}

function draftOf({ workspaceId: _, changedAt, ...row }: store.DraftRow): MatrixDraft {
  return { ...row, changedAt: changedAt.getTime() }
}

async function stale(tx: Tx, workspaceId: Id, there: store.DraftRow | undefined): Promise<AppError> {
  if (!there) return new AppError(errors['mandate.no-draft'])
  const member = there.changedBy ? await findMember(tx, workspaceId, there.changedBy) : undefined
  return new AppError(errors['mandate.stale'], { by: member?.name ?? 'Loam', edit: there.edit })
}

function checkDays(rows: readonly MandateRow[]): void {
  if (rows.some(({ from, to }) => from !== null && to !== null && to < from))
    throw new AppError(errors['mandate.days'])
}

/** What isn't over must name people, roles and places that are there. */
async function checkRows(tx: Tx, workspaceId: Id, rows: readonly MandateRow[], today: string): Promise<void> {
  if (rows.length === 0) throw new AppError(errors['mandate.empty'])
  const { people, departments } = await store.selectOrganisation(tx, workspaceId)
  const active = people.filter(each => each.active).map(({ id }) => id)
  const holders = new Set([...active, ...(await store.selectRoles(tx, workspaceId)).map(({ id }) => id)])
  const places = new Set([
    ...departments.map(({ id }) => id),
    ...(await store.selectRegionIds(tx, workspaceId)),
  ])
  for (const [i, { holder, scope, to }] of rows.entries()) {
    if (to !== null && to < today) continue
    if (!holders.has(holder.id)) throw new AppError(errors['mandate.holder-missing'], { row: i + 1 })
    const named = [scope.departmentId, scope.regionId].filter(id => id !== null)
    if (named.some(id => !places.has(id))) throw new AppError(errors['mandate.place-missing'], { row: i + 1 })
  }
}
