import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { afterAll, expect, test } from 'vitest'
import type { FileContent } from '#kernel/ports/page-reader.ts'
import { tenderPdf, typeset } from '#test/pdf.ts'
import { workerPages } from './pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'loam-pages-'))
const pages = workerPages()
afterAll(() => pages.close())

function file(name: string, content: Uint8Array | string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

test('sizes, text, outline and sections of a real Chinese PDF', async () => {
  const path = file('tender.pdf', tenderPdf())
  expect(await pages.check(path)).toEqual({ pages: 6 })
  const content = (await pages.read(path)) as FileContent
  expect(content.pages.length).toBe(6)
  expect(content.pages[0]!.width).toBeCloseTo(595.28, 1)
  expect(content.pages[2]!.chars).toBeGreaterThan(300)
  expect(content.outline.map(entry => entry.title)).toEqual([
    '投标函',
    '公司资质',
    '技术参数',
    '分项报价',
    '付款方式',
    '售后与质保',
  ])
  expect(content.sections.map(section => `${section.page} ${section.key}`)).toEqual([
    '1 投标函',
    '2 qualification',
    '3 parameters',
    '4 parameters',
    '5 price',
    '5 payment',
    '6 service',
  ])
})

test('headings stand in for a missing outline', async () => {
  const source =
    '#set heading(outlined: false, bookmarked: false)\n= 技术参数\n#lorem(120)\n= 分项报价\n#lorem(120)'
  const content = (await pages.read(file('plain.pdf', typeset(source)))) as FileContent
  expect(content.outline).toEqual([])
  expect(content.sections.map(section => [section.title, section.source])).toEqual([
    ['技术参数', 'heading'],
    ['分项报价', 'heading'],
  ])
})

test('pages and pictures are drawn at the width asked for', async () => {
  const drawn = (await pages.draw(file('tender2.pdf', tenderPdf()), 300, 3)) as Uint8Array
  const image = await loadImage(Buffer.from(drawn))
  expect(image.width).toBe(300)
  const canvas = createCanvas(300, image.height)
  canvas.getContext('2d').drawImage(image, 0, 0)
  const inks = new Set(
    new Uint32Array(canvas.getContext('2d').getImageData(0, 0, 300, image.height).data.buffer),
  )
  expect(inks.size).toBeGreaterThan(20)
  const picture = file('p.png', await createCanvas(1200, 600).encode('png'))
  const small = await loadImage(Buffer.from((await pages.draw(picture, 240)) as Uint8Array))
  expect([small.width, small.height]).toEqual([240, 120])
})

test('broken and encrypted files are told apart from good ones', async () => {
  const good = Buffer.from(tenderPdf())
  expect(await pages.check(file('cut.pdf', good.subarray(0, 900)))).toEqual({ fault: 'broken' })
  expect(await pages.check(file('lie.pdf', '%PDF-1.7\nnothing here'))).toEqual({ fault: 'broken' })
  expect(await pages.check(file('locked.pdf', encrypted()))).toEqual({ fault: 'encrypted' })
  expect(await pages.check(join(folder, 'tender.pdf'))).toEqual({ pages: 6 })
})

/** A minimal PDF with a standard security handler (40-bit RC4) whose user password is not empty. */
function encrypted(): string {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>',
    `<</Filter/Standard/V 1/R 2/P -64/O<${'ab'.repeat(32)}>/U<${'cd'.repeat(32)}>>>`,
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((body, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${body}\nendobj\n`
    return at
  })
  const xref = text.length
  const lines = offsets.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const id = '00112233445566778899aabbccddeeff'
  return `${text}xref\n0 5\n0000000000 65535 f \n${lines}trailer\n<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<${id}><${id}>]>>\nstartxref\n${xref}\n%%EOF`
}

test('two thousand pages', async () => {
  const source = '#for n in range(2000) [= 第 #(n + 1) 章 \n 正文 #n #pagebreak(weak: true)]'
  const path = file('long.pdf', typeset(source))
  const content = (await pages.read(path)) as FileContent
  expect(content.pages.length).toBe(2_000)
  expect(content.sections.length).toBe(2_000)
}, 180_000)
