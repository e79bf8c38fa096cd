import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

// `npm run bench` runs every bench in this folder, each as a program of its own; `npm run bench -- engine list` runs two.
const folder = fileURLToPath(new URL('.', import.meta.url))
const all = readdirSync(folder)
  .filter(name => name.endsWith('.ts') && name !== 'main.ts' && !name.startsWith('_'))
  .map(name => name.slice(0, -3))
const asked = process.argv.slice(2)
const unknown = asked.filter(name => !all.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`No such bench: ${unknown.join(', ')}. There are: ${all.join(', ')}\n`)
  process.exit(2)
}

const processors = cpus()
console.log(
  `${processors.length} × ${processors[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${new Date().toISOString()}`,
)
let failed = 0
for (const name of asked.length > 0 ? asked : all) {
  console.log(`\n## ${name}`)
  const run = spawnSync(
    process.execPath,
    ['--max-old-space-size=12288', '--expose-gc', `${folder}${name}.ts`],
    { stdio: 'inherit' },
  )
  if (run.status !== 0) failed++
}
process.exit(failed === 0 ? 0 : 1)
