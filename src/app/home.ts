import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a running server leaves in its data folder, so that commands find it and a second server stays away. */
export interface ServerNote {
  pid: number
  /** Where it listens; empty until it does. */
  url: string
  /** Lets commands on this machine act as the system: readable by the owner of the folder alone. */
  token: string
}

const noteOf = (home: string) => join(home, 'server.json')

/** The server that runs on a data folder now, if any. A note left by a killed process doesn't count. */
export function runningServer(home: string): ServerNote | undefined {
  if (!existsSync(noteOf(home))) return undefined
  try {
    const note = JSON.parse(readFileSync(noteOf(home), 'utf8')) as ServerNote
    return isAlive(note.pid) ? note : undefined
  } catch {
    return undefined // half written by a process that was killed
  }
}

/** Takes the data folder for this process. @throws if a server runs on it already, naming it */
export function takeHome(home: string): { note: ServerNote; announce(url: string): void; release(): void } {
  mkdirSync(home, { recursive: true })
  const other = runningServer(home)
  if (other && other.pid !== process.pid) {
    throw new Error(
      `Loam already runs on the data folder ${home} (process ${other.pid}${other.url && `, ${other.url}`}). ` +
        'Stop it first, or set LOAM_HOME and PORT for a second one.',
    )
  }
  rmSync(noteOf(home), { force: true })
  const note: ServerNote = { pid: process.pid, url: '', token: randomBytes(24).toString('base64url') }
  const write = (flag: 'wx' | 'w') => writeFileSync(noteOf(home), JSON.stringify(note), { mode: 0o600, flag })
  write('wx')
  return {
    note,
    announce: url => {
      note.url = url
      write('w')
    },
    release: () => rmSync(noteOf(home), { force: true }),
  }
}

/** A secret kept in the data folder, made on first use. */
export function keptSecret(home: string, name: string): string {
  const file = join(home, name)
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
  // A number may have been given to another program since; where the system tells, look whose it is.
  const command = `/proc/${pid}/cmdline`
  return !existsSync(command) || /main\.ts|cli\.ts|vitest|node/.test(readFileSync(command, 'utf8'))
}
