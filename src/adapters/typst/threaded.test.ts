import { afterAll, expect, test } from 'vitest'
import { threadedTypesetter } from './threaded.ts'

const typesetter = threadedTypesetter()
afterAll(() => typesetter.close())

test('files are set one beside another, data stays text, and a broken source spoils no other', async () => {
  const source = '#let d = json(bytes(sys.inputs.data))\n#d.text'
  const broken = typesetter.pdf('#nothing-of-that-name').then(
    () => 'set',
    () => 'refused',
  )
  const [pdf, svg] = await Promise.all([
    typesetter.pdf(source, { text: '#panic("x") 报价' }),
    typesetter.svg(source, { text: '价格' }),
  ])
  expect(await broken).toBe('refused')
  expect(Buffer.from(pdf).subarray(0, 5).toString()).toBe('%PDF-')
  expect(svg).toMatch(/^<svg/)
}, 30_000)

test('closing ends what is under way and begins nothing any more, so that a server that stops is not kept', async () => {
  const under = typesetter.pdf('#lorem(200000)').then(
    () => 'set',
    (error: Error) => error.message,
  )
  await typesetter.close()
  expect(await under).toBe('The server is stopping.')
  await expect(typesetter.pdf('again')).rejects.toThrow('The server is stopping.')
}, 30_000)
