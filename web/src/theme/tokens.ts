/** The colours and measures of Loam. Ant Design, ECharts, the CSS variables and the public pages all read them here. */
export interface Palette {
  ground: string
  surface: string
  raised: string
  ink: string
  quiet: string
  line: string
  primary: string
  onPrimary: string
  /** Evidence, weights, heat. */
  accent: string
  /** Accent dark enough for small text. */
  accentText: string
  /** Ground of cells whose heat is read with a number on it. */
  heat: string
  good: string
  bad: string
  note: string
  /** What speaks against, and what is unclear. */
  against: string
  /** The quiet mark: rings, edges of nodes, the line that acts hang on. */
  mark: string
  scrim: string
}

export const light: Palette = {
  ground: '#FAF8F5',
  surface: '#FFFFFF',
  raised: '#FFFFFF',
  ink: '#221E19',
  quiet: '#6B645A',
  line: '#E8E2D9',
  primary: '#2F6B4F',
  onPrimary: '#FFFFFF',
  accent: '#B9782A',
  accentText: '#8A5613',
  heat: '#B9782A',
  good: '#3C7D4F',
  bad: '#B4472E',
  note: '#3F6C8F',
  against: '#A79F93',
  mark: '#A79F93',
  scrim: 'rgba(34, 30, 25, 0.44)',
}

export const dark: Palette = {
  ground: '#171512',
  surface: '#1F1C18',
  raised: '#28241F',
  ink: '#F1ECE4',
  quiet: '#A79F93',
  line: '#38332C',
  primary: '#6FBF97',
  onPrimary: '#171512',
  accent: '#E0A95B',
  accentText: '#E0A95B',
  heat: '#96682A',
  good: '#7DBD8C',
  bad: '#E08A72',
  note: '#84B1D4',
  against: '#6B645A',
  mark: '#6B645A',
  scrim: 'rgba(0, 0, 0, 0.6)',
}

export const palettes = { light, dark }
export type Mode = keyof typeof palettes

/** Badge colours of the priorities; the same by day and by night, each with ink that reads on it. */
export const priorityColours = {
  S: { back: '#B4472E', ink: '#FFFFFF' },
  A: { back: '#B9782A', ink: '#221E19' },
  B: { back: '#3F6C8F', ink: '#FFFFFF' },
  C: { back: '#6B645A', ink: '#FFFFFF' },
  D: { back: '#A79F93', ink: '#221E19' },
} as const

export const fontStack =
  'Inter, "HarmonyOS Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif'
export const radius = 8
/** Widths in px below which the phone's layout holds. */
export const phoneMax = 767

const names: Record<keyof Palette, string> = {
  ground: 'ground',
  surface: 'surface',
  raised: 'raised',
  ink: 'ink',
  quiet: 'quiet',
  line: 'line',
  primary: 'primary',
  onPrimary: 'on-primary',
  accent: 'accent',
  accentText: 'accent-text',
  heat: 'heat',
  good: 'good',
  bad: 'bad',
  note: 'note',
  against: 'against',
  mark: 'mark',
  scrim: 'scrim',
}

function variables(palette: Palette, extra: Record<string, string>): string {
  const own = Object.entries(names).map(([key, name]) => [name, palette[key as keyof Palette]] as const)
  return [...own, ...Object.entries(extra)]
    .map(([name, value]) => `  --${name}: ${value.replace(/#[0-9A-F]{6}/g, hex => hex.toLowerCase())};\n`)
    .join('')
}

const tints = (percent: number) => ({
  tint: `color-mix(in srgb, var(--primary) ${percent}%, var(--surface))`,
  'tint-accent': `color-mix(in srgb, var(--accent) ${percent}%, var(--surface))`,
  'tint-note': `color-mix(in srgb, var(--note) ${percent}%, var(--surface))`,
  'tint-bad': `color-mix(in srgb, var(--bad) ${percent}%, var(--surface))`,
  'tint-ink': `color-mix(in srgb, var(--ink) ${Math.round(percent / 2)}%, var(--surface))`,
})

/** The style sheet `tokens.css`: light, dark by the system unless light is chosen, dark by choice. */
export function tokensCss(): string {
  const day = variables(light, { ...tints(9), lift: '0 1px 2px rgba(34, 30, 25, 0.05)', 'page-light': '1' })
  const night = variables(dark, { ...tints(14), lift: 'none', 'page-light': '0.86' })
  const badges = Object.entries(priorityColours)
    .map(
      ([key, c]) =>
        `  --p-${key.toLowerCase()}: ${c.back.toLowerCase()};\n  --p-${key.toLowerCase()}-ink: ${c.ink.toLowerCase()};\n`,
    )
    .join('')
  const still = `${badges}  --font: ${fontStack};\n  --radius: ${radius}px;\n`
  const indent = (text: string) => text.replace(/^(?=.)/gm, '  ')
  return (
    '/* Written by tokens.test.ts from tokens.ts: change it there. */\n' +
    `:root {\n  color-scheme: light;\n${day}${still}}\n\n` +
    `@media (prefers-color-scheme: dark) {\n  :root:not([data-theme="light"]) {\n    color-scheme: dark;\n${indent(night)}  }\n}\n\n` +
    `:root[data-theme="dark"] {\n  color-scheme: dark;\n${night}}\n`
  )
}
