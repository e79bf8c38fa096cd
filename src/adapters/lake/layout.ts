import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Id } from '#kernel/id.ts'
import type { ErasedPerson } from '#kernel/ports/lake.ts'
import type { Instant } from '#kernel/time.ts'

/** How far the log is in the files. */
export interface Position {
  /** Every event of the log up to here is in the files. */
  seq: number
  /** Everything received before this is; null before the first pass. */
  writtenTo: Instant | null
  /** A pass is under way: files may be ahead of `seq`. */
  writing: boolean
  /** Persons who are to be taken out of the files; empty again when it is done. */
  toErase: ErasedPerson[]
  /** The day (UTC) on which retention was last looked after. */
  retainedOn: string | null
}

const start: Position = { seq: 0, writtenTo: null, writing: false, toErase: [], retainedOn: null }

export type Layout = ReturnType<typeof makeLayout>

/** Where the files of one workspace lie, and how they change: always whole, by a rename. */
export function makeLayout(folder: string, workspaceId: Id) {
  const root = join(folder, `workspace=${workspaceId}`)
  const positionPath = join(root, 'position.json')
  const dayFolder = (day: string) => join(root, `day=${day}`)
  const fileOf = (day: string) => join(dayFolder(day), 'events.parquet')

  return {
    root,
    fileOf,
    position: (): Position =>
      existsSync(positionPath)
        ? { ...start, ...(JSON.parse(readFileSync(positionPath, 'utf8')) as Position) }
        : start,

    savePosition: (position: Position): void => {
      mkdirSync(root, { recursive: true })
      const draft = `${positionPath}.new`
      writeFileSync(draft, JSON.stringify(position))
      replace(draft, positionPath)
    },

    /** Days that have a file, in order. */
    days: (): string[] =>
      (existsSync(root) ? readdirSync(root) : [])
        .filter(name => name.startsWith('day='))
        .map(name => name.slice(4))
        .filter(day => existsSync(fileOf(day)))
        .sort(),

    /** Where a day's next file is written; `put` makes it the day's file. */
    draftOf: (day: string): string => {
      mkdirSync(dayFolder(day), { recursive: true })
      return join(dayFolder(day), 'events.parquet.new')
    },
    put: (day: string): void => replace(join(dayFolder(day), 'events.parquet.new'), fileOf(day)),
    removeDay: (day: string): void => rmSync(dayFolder(day), { recursive: true, force: true }),

    bytes: (days: readonly string[]): number =>
      days.reduce((sum, day) => sum + statSync(fileOf(day)).size, 0),
    removeAll: (): void => rmSync(root, { recursive: true, force: true }),
  }
}

/** Durable before and after: contents first, then the name. */
function replace(draft: string, path: string): void {
  sync(draft)
  renameSync(draft, path)
  sync(dirname(path))
}

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
