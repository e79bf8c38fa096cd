import { expect, test } from 'vitest'
import { DAY } from '#kernel/time.ts'
import { systemActor } from '#platform/org/index.ts'
import { testApp } from '#test/app.ts'
import { makeFiles } from './files.ts'
import type { DocumentPorts } from './ports.ts'

const { app, db, clock, workspace } = await testApp()

test('a full disk is told as such, and nothing is left behind', async () => {
  const team = await workspace()
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const blobs = { put: () => Promise.reject(full) }
  // Taking an upload needs no more of the ports.
  const files = makeFiles({ db, clock, blobs } as unknown as DocumentPorts)
  async function* content() {
    yield Buffer.from('%PDF-1.7')
  }
  const refused = files.upload(systemActor(team.workspaceId), 'x.pdf', content())
  await expect(refused).rejects.toMatchObject({ code: 'document.storage-full', kind: 'unavailable' })
})

test('uploads that never became a document are removed after a day', async () => {
  const team = await workspace()
  const upload = await team.as('rep').inject({
    method: 'POST',
    url: '/api/v1/uploads?name=x',
    headers: { 'content-type': 'application/octet-stream' },
    payload: Buffer.from('%PDF-1.7 draft'),
  })
  expect(await app.documents.files.sweep()).toBe(0)
  clock.set(clock.now() + DAY + 1)
  expect(await app.documents.files.sweep()).toBe(1)
  const body = { title: 'x', kind: 'other', uploads: [upload.json().id] }
  const late = await team.as('rep').inject({ method: 'POST', url: '/api/v1/documents', payload: body })
  expect(late.json().error.code).toBe('document.upload-missing')
})
