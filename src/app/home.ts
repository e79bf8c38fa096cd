import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a running server leaves in its data folder, so that commands find it and a second server stays away. */
export interface ServerNote {
  pid: number
  /** Tells this process from a later one that was given the same number; empty where the system doesn't say. */
  started: string
  /** Where it listens; empty until it does. */
  url: string
  /** Lets commands on this machine act as the system: readable by the owner of the folder alone. */
  token: string
}

export interface TakenHome {
  note: ServerNote
  announce(url: string): void
  release(): void
}

const noteOf = (home: string) => join(home, 'server.json')

/** The process that holds a data folder now, if any. A note left by a killed process doesn't count. */
export function runningServer(home: string): ServerNote | undefined {
  const note = readNote(noteOf(home))
  return note && isAlive(note) ? note : undefined
}

/**
 * Takes the data folder for this process, before anything in it is touched.
 * @throws if another process holds it, naming it
 */
export function takeHome(home: string): TakenHome {
  mkdirSync(home, { recursive: true })
  const file = noteOf(home)
  const note: ServerNote = {
    pid: process.pid,
    started: startOf(process.pid),
    url: '',
    token: randomBytes(24).toString('base64url'),
  }
  const fresh = `${file}.${process.pid}`
  const write = () => writeFileSync(fresh, JSON.stringify(note), { mode: 0o600 })
  write()
  try {
    linkNew(fresh, file, home)
  } finally {
    rmSync(fresh, { force: true })
  }
  return {
    note,
    announce: url => {
      note.url = url
      write()
      renameSync(fresh, file)
    },
    release: () => rmSync(file, { force: true }),
  }
}

/** A link is made by one of two starters at most, whatever they do at the same time. */
function linkNew(fresh: string, file: string, home: string): void {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      linkSync(fresh, file)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
    }
    refuseIfHeld(home)
    const stale = `${file}.stale-${process.pid}`
    try {
      renameSync(file, stale)
    } catch {
      continue // another starter has just removed it
    }
    const moved = readNote(stale)
    // Between the look and the move another starter may have put its own note there: give it back.
    if (moved && isAlive(moved)) linkSync(stale, file)
    rmSync(stale, { force: true })
  }
  throw new Error(`The data folder ${home} could not be taken. Try again.`)
}

function refuseIfHeld(home: string): void {
  const other = runningServer(home)
  if (!other) return
  throw new Error(
    `Loam already runs on the data folder ${home} (process ${other.pid}${other.url && `, ${other.url}`}). ` +
      'Stop it first, or set LOAM_HOME and PORT for a second one.\n' +
      `数据目录 ${home} 已有 Loam 在运行(进程 ${other.pid}${other.url && `,${other.url}`})。` +
      '请先停掉它，或者另设 LOAM_HOME 和 PORT 再启动一套。',
  )
}

/** A secret kept in the data folder, made on first use. */
export function keptSecret(home: string, name: string): string {
  const file = join(home, name)
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}

function readNote(file: string): ServerNote | undefined {
  try {
    const note = JSON.parse(readFileSync(file, 'utf8')) as ServerNote
    return Number.isInteger(note.pid) ? note : undefined
  } catch {
    return undefined // none, or half written by a process that was killed
  }
}

function isAlive(note: ServerNote): boolean {
  try {
    process.kill(note.pid, 0)
  } catch (error) {
    if ((error as { code?: string }).code !== 'EPERM') return false
  }
  return startOf(note.pid) === note.started
}

/** When a process started, in the kernel's ticks since boot; empty where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything, so count from behind it: the start is field 22 of all.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
