import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { expect, test } from 'vitest'

test('the tracker is at most 5 kB gzipped', async () => {
  const configFile = fileURLToPath(new URL('../vite.config.ts', import.meta.url))
  const built = await build({ configFile, logLevel: 'silent', build: { write: false } })
  const chunks = (built as Rolldown.RolldownOutput[])
    .flatMap(one => one.output)
    .filter(file => file.type === 'chunk')
  expect(chunks.length).toBe(2)
  for (const chunk of chunks) expect(gzipSync(chunk.code).length).toBeLessThanOrEqual(5_120)
})
