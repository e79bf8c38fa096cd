// `npm run build`: the staff application, the public viewer and the tracker, each only if its sources have changed.
import { type Bundle, ensureBuilt, isBuilt } from '#app/build.ts'

const names: [Bundle, string][] = [
  ['web', 'the staff application'],
  ['web/portal', 'the public viewer'],
  ['sdk', 'the tracker'],
]

const wanted = names.filter(([bundle]) => !isBuilt(bundle))
for (const [index, [bundle, name]] of wanted.entries()) {
  const began = performance.now()
  process.stderr.write(`Building ${name} (${index + 1} of ${wanted.length})… `)
  await ensureBuilt(bundle)
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1)} s\n`)
}
