import { expect, test } from 'vitest'
import { dark, light, type Palette, priorityColours, tokensCss } from './tokens.ts'

test('tokens.css is what tokens.ts says', async () => {
  await expect(tokensCss()).toMatchFileSnapshot('./tokens.css')
})

/** Contrast ratio of two #RRGGBB colours, as WCAG 2.2 defines it. */
function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map(i => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const text: (keyof Palette)[] = ['ink', 'quiet', 'primary', 'accentText', 'good', 'bad', 'note']

test.each([
  ['light', light],
  ['dark', dark],
] as const)('every text colour reads on ground and surface (AA), %s', (_, palette) => {
  for (const name of text) {
    expect([name, contrast(palette[name], palette.ground)]).toSatisfy(([, c]) => c >= 4.5)
    expect([name, contrast(palette[name], palette.surface)]).toSatisfy(([, c]) => c >= 4.5)
  }
  expect(contrast(palette.onPrimary, palette.primary)).toBeGreaterThanOrEqual(4.5)
})

test('letters on priority badges read (AA)', () => {
  for (const { back, ink } of Object.values(priorityColours))
    expect(contrast(back, ink)).toBeGreaterThanOrEqual(4.5)
})
