import { expect, test } from 'vitest'
import { areas } from './i18n.ts'

import.meta.glob('../**/*texts.ts', { eager: true })

const placeholders = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort()

test('texts are found at all', () => expect(areas.size).toBeGreaterThan(5))

test.each([...areas])('%s says the same things in both languages', (_, { 'zh-CN': zh, en }) => {
  const plain = (texts: object) =>
    Object.keys(texts)
      .filter(key => !(key.endsWith('_one') && key.slice(0, -4) in texts))
      .sort()
  expect(plain(en)).toEqual(plain(zh))
  for (const [key, text] of [...Object.entries(zh), ...Object.entries(en)])
    expect([key, text.trim()]).not.toEqual([key, ''])
  for (const key of plain(zh)) expect([key, placeholders(en[key]!)]).toEqual([key, placeholders(zh[key]!)])
})

test.each([...areas])(
  '%s has no Chinese in English and no English sentence in Chinese',
  (_, { 'zh-CN': zh, en }) => {
    for (const [key, text] of Object.entries(en))
      expect([key, /[\u3400-\u9fff]/.test(text)]).toEqual([key, false])
    for (const [key, text] of Object.entries(zh))
      expect([key, /[a-z]+ [a-z]+ [a-z]+/.test(text)]).toEqual([key, false])
  },
)
