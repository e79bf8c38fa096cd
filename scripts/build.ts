// `npm run build`: the staff application, the public viewer and the tracker, or those named, each if its sources have changed.
import { type Bundle, build, isBuilt } from '#app/build.ts'

// Whoever asks, a test too, gets what people get: React's own production build hangs on this.
process.env.NODE_ENV = 'production'

const names = new Map<Bundle, string>([
  ['web', 'the staff application'],
  ['web/portal', 'the public viewer'],
  ['sdk', 'the tracker'],
])
const asked = process.argv.slice(2)
const wanted = [...names].filter(
  ([bundle]) => (asked.length === 0 || asked.includes(bundle)) && !isBuilt(bundle),
)
for (const [index, [bundle, name]] of wanted.entries()) {
  const began = performance.now()
  process.stderr.write(`Building ${name} (${index + 1} of ${wanted.length})… `)
  await build(bundle)
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1)} s\n`)
}
