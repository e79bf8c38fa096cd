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

test('after it was closed it starts anew', async () => {
  await typesetter.close()
  expect(
    Buffer.from(await typesetter.pdf('again'))
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
}, 30_000)
