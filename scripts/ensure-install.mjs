// Installs what is missing before a command runs, with the Node and npm that happen to be here (>= 20).
// Plain JavaScript without dependencies: nothing is installed yet when it runs. Writes to standard error only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = `${root}node_modules/.loam-installed`
const digest = () =>
  createHash('sha256')
    .update(readFileSync(`${root}package.json`))
    .update(existsSync(`${root}package-lock.json`) ? readFileSync(`${root}package-lock.json`) : '')
    .digest('hex')

const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest()
if (!installed) {
  process.stderr.write('Installing what Loam needs (about a minute, once)…\n')
  // `npm install` and not `npm ci`: mirrors that lack other platforms' optional binaries make `ci` refuse the lock file.
  const run = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (run.status !== 0) {
    process.stderr.write(
      'Installing failed. Check that the npm registry can be reached, then run the command again.\n',
    )
    process.exit(run.status ?? 1)
  }
  writeFileSync(stamp, digest()) // npm may have written the lock file anew
}
