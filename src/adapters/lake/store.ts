import { join } from 'node:path'
import type { Id } from '#kernel/id.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import type { JourneyQuestion, Lake, LakeStats, LakeWrite } from '#kernel/ports/lake.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { daysIn, filesOf, mergeDay, ofKind, ofPerson, removeRows } from './days.ts'
import { type Duck, openDuck } from './duck.ts'
import { daysAsked } from './journey-sql.ts'
import { answerJourneys, customersAt, type Source } from './journeys.ts'
import { type Layout, makeLayout, type Position } from './layout.ts'
import { columnNames, makeOpenRows, type OpenRows, pullPage } from './open-rows.ts'

export interface LakeStoreOptions {
  folder: string
  log: Pick<EventLog, 'read'>
  threads: number
  memoryMb: number
}

interface Workspace {
  id: Id
  layout: Layout
  position: Position
  open: OpenRows
}

/** More events than this in memory are written to the files, closed hour or not. */
const mostOpen = 200_000

/** The lake itself, in this process. One thing at a time: no file changes while a question reads. */
export async function makeLakeStore({ folder, log, threads, memoryMb }: LakeStoreOptions): Promise<Lake> {
  const duck = await openDuck({ spill: join(folder, 'spill'), threads, memoryMb })
  const workspaces = new Map<Id, Workspace>()
  let last: Promise<unknown> = Promise.resolve()

  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }

  /** What is known of a workspace; what a crash left half done is finished first. */
  const workspaceOf = async (id: Id): Promise<Workspace> => {
    const known = workspaces.get(id)
    if (known) return known
    const layout = makeLayout(folder, id)
    const position = layout.position()
    const open = await makeOpenRows(duck, id.replaceAll('-', ''), position.seq)
    const workspace: Workspace = { id, layout, position, open }
    if (position.toErase.length > 0) await eraseRest(duck, workspace)
    if (position.writing) await catchUp(duck, log, workspace, { before: Infinity })
    workspaces.set(id, workspace)
    return workspace
  }

  const source = async (workspace: Workspace, question: JourneyQuestion): Promise<Source> => {
    await catchUp(duck, log, workspace, { before: -Infinity })
    const { first, last: latest } = daysAsked(question)
    const days = workspace.layout.days().filter(day => day >= first && day <= latest)
    const rest = `select ${columnNames} from ${workspace.open.table}`
    const { id, position, open } = workspace
    const state = `${id} ${position.seq} ${position.erased.length} ${position.retainedOn} ${open.read}`
    if (days.length === 0) return { table: `(${rest})`, state }
    const files = filesOf(days.map(workspace.layout.fileOf))
    return { table: `(select ${columnNames} from ${files} union all ${rest})`, state }
  }

  return {
    write: (id, pass) =>
      alone(async () => {
        const workspace = await workspaceOf(id)
        const written = await catchUp(duck, log, workspace, pass)
        await retain(duck, workspace, pass)
        return written
      }),

    stats: id =>
      alone(async () => {
        const workspace = await workspaceOf(id)
        await catchUp(duck, log, workspace, { before: -Infinity })
        return statsOf(duck, workspace)
      }),

    journeys: (id, question, now) =>
      alone(async () => {
        const workspace = await workspaceOf(id)
        const answer = await answerJourneys(duck, await source(workspace, question), question, now)
        return { ...answer, dataTo: await dataTo(duck, workspace) }
      }),

    customersAt: (id, question, place, most) =>
      alone(async () => {
        const workspace = await workspaceOf(id)
        return customersAt(duck, await source(workspace, question), question, place, most)
      }),

    erasePerson: (id, person) =>
      alone(async () => {
        const workspace = await workspaceOf(id)
        save(workspace, { toErase: [...workspace.position.toErase, person] })
        return eraseRest(duck, workspace)
      }),

    drop: id =>
      alone(async () => {
        const { layout, open } = await workspaceOf(id)
        layout.removeAll()
        await duck.run(`drop table ${open.table}`)
        workspaces.delete(id)
      }),

    close: () => alone(async () => duck.close()),
  }
}

function save(workspace: Workspace, change: Partial<Position>): void {
  workspace.position = { ...workspace.position, ...change }
  workspace.layout.savePosition(workspace.position)
}

/**
 * Reads the log to its end and writes to the files what is due: events received before `before`, and all of them
 * when there are too many to keep in memory. @returns events written
 */
async function catchUp(
  duck: Duck,
  log: Pick<EventLog, 'read'>,
  workspace: Workspace,
  { before }: Pick<LakeWrite, 'before'>,
): Promise<number> {
  let written = 0
  for (let more = true; more; ) {
    more = await pullPage(duck, log, workspace.id, workspace.open, new Set(workspace.position.erased))
    if ((await countOpen(duck, workspace)) > mostOpen) written += await writeOpen(duck, workspace, Infinity)
  }
  return written + (await writeOpen(duck, workspace, before))
}

async function countOpen(duck: Duck, { open }: Workspace): Promise<number> {
  const [row] = await duck.all<{ amount: bigint }>(`select count(*) as amount from ${open.table}`)
  return Number(row!.amount)
}

/** Writes the rows received before an instant, day by day; the position follows when all are durable. */
async function writeOpen(duck: Duck, workspace: Workspace, before: Instant): Promise<number> {
  if (before === -Infinity) return 0
  const { open, layout } = workspace
  const isDue =
    before === Infinity
      ? 'true'
      : `received < make_timestamptz(${BigInt(Math.trunc(before)) * 1000n}::bigint)`
  const [due] = await duck.all<{ amount: bigint; seq: bigint | null; received: bigint | null }>(
    `select count(*) as amount, max(seq) as seq, epoch_ms(max(received)) as received from ${open.table} where ${isDue}`,
  )
  const amount = Number(due!.amount)
  const all = before === Infinity ? Number(due!.received ?? 0) : before
  const writtenTo = Math.max(workspace.position.writtenTo ?? 0, all) || null
  if (amount === 0) {
    if (writtenTo !== workspace.position.writtenTo) save(workspace, { writtenTo, writing: false })
    return 0
  }
  await duck.run(`create or replace temp table due as select * from ${open.table} where ${isDue}`)
  save(workspace, { writing: true })
  for (const day of await daysIn(duck, 'due')) await mergeDay(duck, layout, day, 'due')
  save(workspace, { seq: Number(due!.seq), writtenTo, writing: false })
  await duck.run(`delete from ${open.table} where ${isDue}`)
  await duck.run('drop table due')
  return amount
}

/** Removes what is still to be removed of erased persons, from memory and files. @returns events removed */
async function eraseRest(duck: Duck, workspace: Workspace): Promise<number> {
  let removed = 0
  for (const person of workspace.position.toErase) {
    const [test, values] = ofPerson(person)
    const [rest] = await duck.all<{ amount: bigint }>(
      `select count(*) as amount from ${workspace.open.table} where ${test}`,
      values,
    )
    await duck.run(`delete from ${workspace.open.table} where ${test}`, values)
    const { layout } = workspace
    removed += Number(rest!.amount) + (await removeRows(duck, layout, layout.days(), test, values))
  }
  const { erased, toErase } = workspace.position
  save(workspace, { erased: [...new Set([...erased, ...toErase])], toErase: [] })
  return removed
}

/** Removes what is past its time, once a day. */
async function retain(duck: Duck, workspace: Workspace, { now, retention }: LakeWrite): Promise<void> {
  const today = dayOf(now)
  if (workspace.position.retainedOn === today || Object.keys(retention).length === 0) return
  for (const [kind, days] of Object.entries(retention)) {
    const cut = dayOf(now - days * DAY)
    const old = workspace.layout.days().filter(day => day < cut)
    await removeRows(duck, workspace.layout, old, ...ofKind(kind))
  }
  save(workspace, { retainedOn: today })
}

const dayOf = (at: Instant) => new Date(at).toISOString().slice(0, 10)

async function statsOf(duck: Duck, workspace: Workspace): Promise<LakeStats> {
  const { layout, position } = workspace
  const days = layout.days()
  const waiting = await countOpen(duck, workspace)
  const known = { days: days.length, bytes: layout.bytes(days), writtenTo: position.writtenTo, waiting }
  if (days.length === 0) return { ...known, rows: 0, oldest: null, newest: null }
  const [row] = await duck.all<{ rows: bigint; oldest: bigint; newest: bigint }>(
    `select count(*) as rows, epoch_ms(min("at")) as oldest, epoch_ms(max("at")) as newest from ${filesOf(days.map(layout.fileOf))}`,
  )
  return { ...known, rows: Number(row!.rows), oldest: Number(row!.oldest), newest: Number(row!.newest) }
}

/** The last act of all, in files and rest. */
async function dataTo(duck: Duck, { layout, open }: Workspace): Promise<Instant | null> {
  const newest = layout.days().at(-1)
  const files =
    newest === undefined
      ? ''
      : `union all select max("at") as newest from ${filesOf([layout.fileOf(newest)])}`
  const [row] = await duck.all<{ ms: bigint | null }>(
    `select epoch_ms(max(newest)) as ms from (select max("at") as newest from ${open.table} ${files})`,
  )
  return row!.ms === null ? null : Number(row!.ms)
}
