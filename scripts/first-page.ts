// How much JavaScript a rep's first page fetches, gzipped: `node scripts/first-page.ts`. Ends with 1 above the budget.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { distOf, ensureBuilt } from '#app/build.ts'

/** kB of gzipped JavaScript. */
const budget = 350

interface Chunk {
  name: string
  kB: number
}

/**
 * What /today needs before it is drawn: the scripts of index.html, today's own chunk, and whatever these import. What they
 * fetch later, when it is asked for, isn't counted.
 */
function firstPage(dist: string): Chunk[] {
  const assets = join(dist, 'assets')
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const today = readdirSync(assets).find(name => /^TodayPage-.*\.js$/.test(name))
  if (today === undefined) throw new Error('There is no TodayPage chunk: is it still a page of its own?')
  const waiting = [...[...html.matchAll(/\/assets\/([^"]+\.js)"/g)].map(match => match[1]!), today]
  const chunks = new Map<string, Chunk>()
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (chunks.has(name)) continue
    const source = readFileSync(join(assets, name))
    chunks.set(name, { name, kB: gzipSync(source).length / 1000 })
    const imports = source.toString().matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g)
    waiting.push(...[...imports].map(match => match[1]!))
  }
  return [...chunks.values()].sort((a, b) => b.kB - a.kB)
}

if (import.meta.main) {
  await ensureBuilt('web')
  const chunks = firstPage(distOf('web'))
  const sum = chunks.reduce((total, { kB }) => total + kB, 0)
  for (const { name, kB } of chunks.slice(0, 12)) console.log(`${kB.toFixed(1).padStart(7)} kB  ${name}`)
  console.log(`${sum.toFixed(1).padStart(7)} kB  in ${chunks.length} files; at most ${budget}`)
  if (sum > budget) process.exitCode = 1
}
