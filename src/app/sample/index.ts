import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newToken } from '#kernel/id.ts'
import { systemActor } from '#platform/org/index.ts'
import type { App } from '../wire.ts'
import { loadSample } from './load.ts'
import { emailOf } from './nouns.ts'
import { people } from './organisation.ts'

export interface SampleSignIn {
  name: string
  title: string
  email: string
  password: string
}

const passwordOf = (home: string) => join(home, 'sample-password')
const loadingOf = (home: string) => join(home, 'sample-loading')

/** Loads the sample into an empty installation; what a kill left half loaded is removed first. From then on its letters are kept here. */
export async function ensureSample(app: App, home: string, progress: (stage: string) => void): Promise<void> {
  await load(app, home, progress)
  await app.keepLetters()
}

async function load(app: App, home: string, progress: (stage: string) => void): Promise<void> {
  if (existsSync(loadingOf(home))) {
    for (const workspace of await app.identity.workspaces()) {
      if (workspace.sample) await app.identity.removeSample(systemActor(workspace.id))
    }
  }
  if (await app.identity.isSetUp()) return
  writeFileSync(loadingOf(home), '')
  const password = newToken(14)
  writeFileSync(passwordOf(home), password, { mode: 0o600 })
  await loadSample(app, password, progress)
  rmSync(loadingOf(home))
}

/** The sign-ins of the sample; null once it has been removed. */
export async function sampleSignIns(
  home: string,
  workspaces: () => Promise<{ sample: boolean }[]>,
): Promise<SampleSignIn[] | null> {
  if (!existsSync(passwordOf(home))) return null
  if (!(await workspaces()).some(workspace => workspace.sample)) return null
  const password = readFileSync(passwordOf(home), 'utf8')
  return people
    .filter(person => person.listed)
    .map(({ key, name, title }) => ({ name, title, email: emailOf(key), password }))
}
