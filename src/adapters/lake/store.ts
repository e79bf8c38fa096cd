import { join } from 'node:path'
import type { Id } from '#kernel/id.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import type { JourneyQuestion, Lake, LakeStats, LakeWrite } from '#kernel/ports/lake.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { changeRows, daysIn, filesOf, forgetting, mergeDay, namedAfter, ofKind, removeRows } from './days.ts'
import { type Duck, literal, openDuck } from './duck.ts'
import { daysAsked } from './journey-sql.ts'
import { answerJourneys, customersAt, type Source } from './journeys.ts'
import { type Layout, makeLayout, type Position } from './layout.ts'
import { makeOpenRows, type OpenRows, pullPage } from './open-rows.ts'

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
  /** Name of the table of rows that a pass is about to write. */
  due: string
  /** How often rows were changed in place. */
  changes: number
}

/** More events than this in memory are written to the files, closed hour or not. */
const mostOpen = 200_000

/** Does things one after the other. */
function makeQueue() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
}

/** How a part of a longer work is done: at once, or between the questions of others. */
type Step = <T>(work: () => Promise<T>) => Promise<T>
const atOnce: Step = work => work()

/**
 * The lake itself, in this process. Whatever touches tables or files is done alone, but a long pass lets questions in
 * between one day and the next: files and rest together hold each event once at every such moment.
 */
export async function makeLakeStore({ folder, log, threads, memoryMb }: LakeStoreOptions): Promise<Lake> {
  const duck = await openDuck({ spill: join(folder, 'spill'), threads, memoryMb })
  const workspaces = new Map<Id, Workspace>()
  const alone = makeQueue()
  const asWriter = makeQueue()

  /** What is known of a workspace; what a crash left half done is finished first. */
  const workspaceOf = async (id: Id): Promise<Workspace> => {
    const known = workspaces.get(id)
    if (known) return known
    const layout = makeLayout(folder, id)
    const position = layout.position()
    const name = id.replaceAll('-', '')
    const open = await makeOpenRows(duck, name, position.seq)
    const workspace: Workspace = { id, layout, position, open, due: `due_${name}`, changes: 0 }
    if (position.toErase.length > 0) await eraseRest(duck, workspace)
    if (position.writing) await bring(duck, log, workspace, Infinity, atOnce)
    workspaces.set(id, workspace)
    return workspace
  }

  /** Answers over the log to its end. What is too much to keep in memory is written first. */
  const ask = async <T>(id: Id, work: (workspace: Workspace) => Promise<T>): Promise<T> => {
    const workspace = await alone(() => workspaceOf(id))
    if (!(await alone(() => pullUntil(duck, log, workspace, mostOpen))))
      await asWriter(() => bring(duck, log, workspace, Infinity, alone))
    return alone(async () => {
      await pullUntil(duck, log, workspace, Infinity)
      return work(workspace)
    })
  }

  return {
    write: (id, pass) =>
      asWriter(async () => {
        const workspace = await alone(() => workspaceOf(id))
        const written = await bring(duck, log, workspace, pass.before, alone)
        await alone(() => retain(duck, workspace, pass))
        return written
      }),

    stats: id => ask(id, workspace => statsOf(duck, workspace)),

    journeys: (id, question, now) =>
      ask(id, async workspace => {
        const answer = await answerJourneys(duck, sourceOf(workspace, question), question, now)
        return { ...answer, dataTo: await dataTo(duck, workspace) }
      }),

    customersAt: (id, question, place, most) =>
      ask(id, workspace => customersAt(duck, sourceOf(workspace, question), question, place, most)),

    erasePerson: (id, person) =>
      asWriter(() =>
        alone(async () => {
          const workspace = await workspaceOf(id)
          save(workspace, { toErase: [...workspace.position.toErase, person] })
          return eraseRest(duck, workspace)
        }),
      ),

    drop: id =>
      asWriter(() =>
        alone(async () => {
          const { layout, open } = await workspaceOf(id)
          layout.removeAll()
          await duck.run(`drop table ${open.table}`)
          workspaces.delete(id)
        }),
      ),

    close: () => asWriter(() => alone(async () => duck.close())),
  }
}

/** The files of the days that matter, and the log's rest. */
function sourceOf({ id, layout, position, open, changes }: Workspace, question: JourneyQuestion): Source {
  const asked = daysAsked(question)
  const days = layout.days().filter(day => day >= asked.first && day <= asked.last)
  const state = `${id} ${position.seq} ${changes} ${position.retainedOn} ${open.read}`
  const files = days.length === 0 ? [] : [filesOf(days.map(layout.fileOf))]
  return { tables: [...files, open.table], state }
}

function save(workspace: Workspace, change: Partial<Position>): void {
  workspace.position = { ...workspace.position, ...change }
  workspace.layout.savePosition(workspace.position)
}

/**
 * Reads the log on until its end, or until so many events are in memory.
 * @returns whether the end was reached
 */
async function pullUntil(
  duck: Duck,
  log: Pick<EventLog, 'read'>,
  workspace: Workspace,
  most: number,
): Promise<boolean> {
  while (await pullPage(duck, log, workspace.id, workspace.open))
    if ((await countOpen(duck, workspace)) > most) return false
  return true
}

/**
 * Reads the log to its end and writes to the files what is due: events received before `before`, and all of them
 * when there are too many to keep in memory. @returns events written
 */
async function bring(
  duck: Duck,
  log: Pick<EventLog, 'read'>,
  workspace: Workspace,
  before: Instant,
  step: Step,
): Promise<number> {
  let written = 0
  while (!(await step(() => pullUntil(duck, log, workspace, mostOpen))))
    written += await writeOpen(duck, workspace, Infinity, step)
  return written + (await writeOpen(duck, workspace, before, step))
}

async function countOpen(duck: Duck, { open }: Workspace): Promise<number> {
  const [row] = await duck.all<{ amount: bigint }>(`select count(*) as amount from ${open.table}`)
  return Number(row!.amount)
}

/** Writes the rows received before an instant, day by day; the position follows when all are durable. */
async function writeOpen(duck: Duck, workspace: Workspace, before: Instant, step: Step): Promise<number> {
  const { open, layout, due } = workspace
  const { amount, seq, writtenTo } = await step(() => takeDue(duck, workspace, before))
  if (amount > 0) {
    for (const day of await step(() => daysIn(duck, due)))
      await step(async () => {
        await mergeDay(duck, layout, day, due)
        // At this moment the day's rows move from the rest to the files, for whoever asks.
        await duck.run(`delete from ${open.table} where seq <= ${seq} and "at"::date = ${literal(day)}::date`)
      })
    await step(() => duck.run(`drop table ${due}`))
  }
  if (amount > 0 || writtenTo !== workspace.position.writtenTo)
    save(workspace, { writtenTo, writing: false, ...(amount > 0 && { seq }) })
  return amount
}

/** Sets the rows received before an instant aside as the table `due`; from here on files may be ahead of the position. */
async function takeDue(duck: Duck, workspace: Workspace, before: Instant) {
  const { open, due, position } = workspace
  const isDue =
    before === Infinity
      ? 'true'
      : `received < make_timestamptz(${BigInt(Math.trunc(before)) * 1000n}::bigint)`
  const [row] = await duck.all<{ amount: bigint; seq: bigint | null; received: bigint | null }>(
    `select count(*) as amount, max(seq) as seq, epoch_ms(max(received)) as received from ${open.table} where ${isDue}`,
  )
  const reached = before === Infinity ? Number(row!.received ?? 0) : before
  const amount = Number(row!.amount)
  if (amount > 0) {
    await duck.run(`create or replace temp table ${due} as select * from ${open.table} where ${isDue}`)
    save(workspace, { writing: true })
  }
  return { amount, seq: Number(row!.seq ?? 0), writtenTo: Math.max(position.writtenTo ?? 0, reached) || null }
}

/** Takes out what is still to be taken out of erased persons, from memory and files. @returns events changed */
async function eraseRest(duck: Duck, workspace: Workspace): Promise<number> {
  const { open, layout } = workspace
  let changed = 0
  for (const each of workspace.position.toErase) {
    const [named, person] = namedAfter(each.person)
    await duck.run(`delete from ${open.table} where ${named}`, person)
    changed += await removeRows(duck, layout, layout.days(), named, person)
    const { test, change, values } = forgetting(each)
    const [rest] = await duck.all<{ amount: bigint }>(
      `select count(*) as amount from ${open.table} where ${test}`,
      values,
    )
    const set = Object.entries(change).map(([column, to]) => `${column} = ${to}`)
    await duck.run(`update ${open.table} set ${set.join(', ')} where ${test}`, values)
    changed += Number(rest!.amount) + (await changeRows(duck, layout, layout.days(), test, change, values))
  }
  workspace.changes++
  save(workspace, { toErase: [] })
  return changed
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
  if (days.length === 0) return { ...known, rows: 0, oldest: null, newest: null, kinds: [] }
  const files = filesOf(days.map(layout.fileOf))
  const [row] = await duck.all<{ rows: bigint; oldest: bigint; newest: bigint }>(
    `select count(*) as rows, epoch_ms(min("at")) as oldest, epoch_ms(max("at")) as newest from ${files}`,
  )
  const kinds = await duck.all<{ kind: string; rows: bigint; oldest: bigint }>(
    `select split_part(type, '.', 1) as kind, count(*) as rows, epoch_ms(min("at")) as oldest from ${files} group by 1 order by 2 desc, 1`,
  )
  return {
    ...known,
    ...{ rows: Number(row!.rows), oldest: Number(row!.oldest), newest: Number(row!.newest) },
    kinds: kinds.map(each => ({ kind: each.kind, rows: Number(each.rows), oldest: Number(each.oldest) })),
  }
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
