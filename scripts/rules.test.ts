import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importBreaches, lintBreaches, longFiles } from './check.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['src', 'web', 'sdk', 'test']

/** A small tree of our layout in which every way of importing that is allowed is used once. */
const clean: Record<string, string> = {
  'src/kernel/id.ts': 'export const newId = () => "1"\n',
  'src/kernel/ports/mail.ts': 'export interface Mail { send(): void }\n',
  'src/lib/reading/meter.ts': "import { newId } from '#kernel/id.ts'\nexport const meter = () => newId()\n",
  'src/lib/match/match.ts':
    "import { pinyin } from 'pinyin-pro'\nimport { meter } from '../reading/meter.ts'\nexport const match = () => pinyin('') + meter()\n",
  'src/lib/match/match.test.ts':
    "import { readFileSync } from 'node:fs'\nimport { match } from './match.ts'\nmatch() + readFileSync('x')\n",
  'src/db/connection.ts':
    "import pg from 'pg'\nimport { newId } from '#kernel/id.ts'\nexport const connect = () => [pg, newId()]\n",
  'src/platform/org/api.ts': "import { z } from 'zod'\nexport const org = z.string()\n",
  'src/platform/org/model.ts':
    "import { match } from '#lib/match/match.ts'\nimport { org } from './api.ts'\nexport const model = [match, org]\n",
  'src/platform/org/store.ts':
    "import { connect } from '#db/connection.ts'\nimport { model } from './model.ts'\nexport const store = [connect, model]\nexport interface Actor { id: string }\n",
  'src/platform/org/routes.ts':
    "import { http } from '#platform/http/index.ts'\nimport { store } from './store.ts'\nexport const routes = [http, store]\n",
  'src/platform/org/index.ts':
    "export { routes } from './routes.ts'\nexport { type Actor, store } from './store.ts'\n",
  // Two modules may know each other's types; only values make a cycle.
  'src/platform/http/index.ts':
    "import type { Actor } from '#platform/org/index.ts'\nexport const http = (actor: Actor) => actor\n",
  'src/crm/account/api.ts': "import { org } from '#platform/org/api.ts'\nexport const account = org\n",
  'src/crm/account/service.ts':
    "import type { Mail } from '#kernel/ports/mail.ts'\nimport { store } from '#platform/org/index.ts'\nimport { account } from './api.ts'\nexport const service = (mail: Mail) => [mail, store, account]\n",
  'src/crm/account/index.ts': "export { service } from './service.ts'\n",
  'src/flows/decision/ingest/api.ts':
    "import { account } from '#crm/account/api.ts'\nexport const ingest = account\nexport type Event = { id: string }\n",
  'src/flows/decision/ingest/index.ts':
    "import { service } from '#crm/account/index.ts'\nexport const ingest = service\n",
  'src/flows/decision/strategy/index.ts':
    "import { ingest } from '../ingest/index.ts'\nexport const strategy = ingest\n",
  'src/flows/collaboration/deal/api.ts': 'export const deal = 1\n',
  'src/flows/collaboration/deal/index.ts':
    "import { strategy } from '#decision/strategy/index.ts'\nexport const deal = strategy\n",
  'src/flows/value/portal/index.ts':
    "import { deal } from '../../collaboration/deal/index.ts'\nexport const portal = deal\n",
  'src/adapters/smtp.ts':
    "import { org } from '#platform/org/api.ts'\nimport { connect } from '#db/connection.ts'\nimport type { Mail } from '#kernel/ports/mail.ts'\nexport const smtp = (): Mail => ({ send: () => [org, connect] })\n",
  'src/app/config.ts': 'export const config = process.env.PORT\n',
  'src/app/wire.ts':
    "import { smtp } from '#adapters/smtp.ts'\nimport { service } from '#crm/account/index.ts'\nimport { config } from './config.ts'\nexport const wire = [smtp, service, config]\n",
  'web/src/page.tsx':
    "import { account } from '#crm/account/api.ts'\nimport { newId } from '#kernel/id.ts'\nimport { meter } from '#lib/reading/meter.ts'\nexport const Page = () => [account, newId, meter]\n",
  'sdk/src/loam.ts':
    "import type { Event } from '../../src/flows/decision/ingest/api.ts'\nimport { meter } from '../../src/lib/reading/meter.ts'\nexport const track = (event: Event) => [event, meter()]\n",
  'test/app.ts': "import { wire } from '#app/wire.ts'\nexport const testApp = wire\n",
}

/** One breach per rule: where it is planted and the line that is added there. */
const breaches: [rule: string, file: string, line: string][] = [
  ['resolves', 'src/crm/account/service.ts', "import '#platform/gone/index.ts'"],
  ['no-cycles', 'src/platform/org/store.ts', "import './routes.ts'"],
  ['kernel-is-leaf', 'src/kernel/id.ts', "import { z } from 'zod'"],
  ['kernel-is-leaf', 'src/kernel/id.ts', "import 'node:crypto'"],
  ['lib-is-pure', 'src/lib/match/match.ts', "import 'node:fs'"],
  ['lib-is-pure', 'src/lib/match/match.ts', "import pg from 'pg'"],
  ['lib-is-pure', 'src/lib/match/match.ts', "import '#crm/account/api.ts'"],
  ['db-is-low', 'src/db/connection.ts', "import '#platform/org/index.ts'"],
  ['platform-below-crm', 'src/platform/http/index.ts', "import '#crm/account/index.ts'"],
  ['crm-below-flows', 'src/crm/account/service.ts', "import '#decision/strategy/index.ts'"],
  ['flow-order', 'src/flows/decision/strategy/index.ts', "import '../../collaboration/deal/index.ts'"],
  ['flow-order', 'src/flows/collaboration/deal/index.ts', "import '../../value/portal/index.ts'"],
  ['only-app-knows-all', 'src/platform/http/index.ts', "import '#app/config.ts'"],
  ['front-door', 'src/crm/account/service.ts', "import '#platform/org/store.ts'"],
  [
    'front-door',
    'src/flows/decision/strategy/index.ts',
    "import type { Actor } from '#platform/org/store.ts'",
  ],
  ['front-door', 'src/app/wire.ts', "import '#crm/account/service.ts'"],
  ['api-is-leaf', 'src/crm/account/api.ts', "import '#lib/match/match.ts'"],
  ['api-is-leaf', 'src/crm/account/api.ts', "import pg from 'pg'"],
  ['model-is-pure', 'src/platform/org/model.ts', "import pg from 'pg'"],
  ['model-is-pure', 'src/platform/org/model.ts', "import './routes.ts'"],
  ['ports-not-adapters', 'src/crm/account/service.ts', "import '#adapters/smtp.ts'"],
  ['adapters-implement-ports', 'src/adapters/smtp.ts', "import '#crm/account/index.ts'"],
  ['web-knows-apis', 'web/src/page.tsx', "import '#crm/account/index.ts'"],
  ['web-knows-apis', 'web/src/page.tsx', "import '#lib/match/match.ts'"],
  ['sdk-stands-alone', 'sdk/src/loam.ts', "import { z } from 'zod'"],
  ['sdk-stands-alone', 'sdk/src/loam.ts', "import '../../src/kernel/id.ts'"],
  ['no-tests-in-the-product', 'src/crm/account/service.ts', "import '#test/app.ts'"],
]

let home = ''
let count = 0

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'loam-rules-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** A fresh copy of the clean tree; its imports and packages are the project's own. */
function plant(extra: Record<string, string> = {}): string {
  const tree = join(home, String(count++))
  for (const [name, text] of Object.entries({ ...clean, ...extra })) {
    mkdirSync(dirname(join(tree, name)), { recursive: true })
    writeFileSync(join(tree, name), text)
  }
  for (const name of ['package.json', 'biome.json', '.gitignore']) cpSync(join(root, name), join(tree, name))
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  return tree
}

test('a tree that keeps the rules passes, and its TypeScript was read', () => {
  const { modules, breaches: found } = importBreaches(plant(), folders)
  expect(found).toEqual([])
  expect(modules).toBeGreaterThanOrEqual(Object.keys(clean).length)
})

test.each(breaches)('%s: %s ← %s', (rule, file, line) => {
  const { breaches: found } = importBreaches(plant({ [file]: `${line}\n${clean[file]}` }), folders)
  const there = found.filter(breach => [breach.from, breach.to].includes(file)) // a cycle is named from either end
  expect(there.map(breach => breach.rule)).toContain(rule)
})

test('nothing read is a failure, not a pass', () => {
  const empty = join(home, 'empty')
  mkdirSync(join(empty, 'src'), { recursive: true })
  cpSync(join(root, 'package.json'), join(empty, 'package.json'))
  expect(() => importBreaches(empty, ['src'])).toThrow('read no module')
})

test('the environment is read in app/config.ts alone', () => {
  expect(lintBreaches(plant())).not.toContain('noProcessEnv')
  const tree = plant({ 'src/crm/account/service.ts': 'export const port = process.env.PORT\n' })
  expect(lintBreaches(tree)).toMatch(/src\/crm\/account\/service\.ts.*noProcessEnv/)
})

test('a file of more than 400 lines is reported, a test is not', () => {
  const long = '\n'.repeat(401)
  const tree = plant({ 'src/crm/account/service.ts': long, 'src/crm/account/service.test.ts': long })
  expect(longFiles(tree)).toEqual([expect.stringContaining('account/service.ts: 401 lines')])
})
