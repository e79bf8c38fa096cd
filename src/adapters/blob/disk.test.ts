import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diskBlobs } from './disk.ts'

const folder = mkdtempSync(join(tmpdir(), 'loam-blobs-'))
const blobs = diskBlobs(folder)

async function* chunks(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part)
}

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const parts = []
  for await (const part of content) parts.push(part)
  return Buffer.concat(parts).toString()
}

test('what is put can be read, whole and in ranges', async () => {
  expect(await blobs.put('w/d/file', chunks('hello ', 'soil'), 100)).toBe(10)
  expect(await textOf(blobs.read('w/d/file'))).toBe('hello soil')
  expect(await textOf(blobs.read('w/d/file', 6, 8))).toBe('soi')
  expect(await blobs.size('w/d/file')).toBe(10)
})

test('too large, or broken off midway: nothing is kept, an older file stays', async () => {
  expect(await blobs.put('w/d/file', chunks('x'.repeat(60), 'y'.repeat(60)), 100)).toBe('too-large')
  async function* broken() {
    yield Buffer.from('half')
    throw new Error('connection lost')
  }
  await expect(blobs.put('w/d/file', broken(), 100)).rejects.toThrow('connection lost')
  expect(await textOf(blobs.read('w/d/file'))).toBe('hello soil')
  expect(readdirSync(join(folder, 'w/d'))).toEqual(['file'])
})

test('a key can’t leave the folder', async () => {
  await expect(async () => blobs.put('../out', chunks('x'), 10)).rejects.toThrow()
  await expect(async () => blobs.put('/etc/x', chunks('x'), 10)).rejects.toThrow()
})
