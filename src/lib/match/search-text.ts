import { pinyin } from 'pinyin-pro'
import { normaliseName } from './company-name.ts'

/**
 * What a record is found by. `grams` are tokens for an inverted index (text[], GIN): characters and character
 * bigrams of the texts, bigrams of pinyin initials (marked `~`), trigrams of full pinyin (marked `=`).
 * `text` holds the same in full, for the exact recheck: lines in the form `|text`, `~initials`, `=pinyin`.
 */
export interface SearchEntry {
  grams: string[]
  text: string
}

/** One way to read what somebody typed: every gram must be there, and `contains` must be part of `text`. */
export interface SearchReading {
  grams: string[]
  contains: string
}

const han = /\p{Script=Han}/u

/** The pinyin of a text in full and as initials; Latin letters and figures stay. Lower case, ü as v. */
export function pinyinOf(text: string, surname = false): { full: string; initials: string; sort: string } {
  const syllables = pinyin(normaliseName(text), {
    toneType: 'none',
    type: 'array',
    v: true,
    surname: surname ? 'head' : 'off',
  })
  const lower = syllables.map(syllable => syllable.toLowerCase())
  return {
    full: lower.join(''),
    initials: lower.map(syllable => syllable[0] ?? '').join(''),
    sort: lower.join(' '),
  }
}

/**
 * Builds the search entry of a record from its names and codes.
 * @param people whether the texts are people's names, whose first character may read otherwise (曾 Zēng)
 */
export function searchEntry(texts: readonly string[], people = false): SearchEntry {
  const lines = new Set<string>()
  for (const text of texts) {
    const normal = normaliseName(text)
    if (!normal) continue
    lines.add(`|${normal}`)
    if (!han.test(normal)) continue
    for (const surname of people ? [true, false] : [false]) {
      const reading = pinyinOf(normal, surname)
      lines.add(`~${reading.initials}`)
      lines.add(`=${reading.full}`)
    }
  }
  const grams = new Set([...lines].flatMap(line => lineGrams(line)))
  return { grams: [...grams], text: [...lines].join('\n') }
}

function lineGrams(line: string): string[] {
  const mark = line[0]!
  const characters = [...line.slice(1)]
  if (mark === '|') return [...characters.filter(character => han.test(character)), ...windows(characters, 2)]
  return windows(characters, mark === '~' ? 2 : 3).map(gram => mark + gram)
}

function windows(characters: readonly string[], size: number): string[] {
  const count = Math.max(characters.length - size + 1, 0)
  return Array.from({ length: count }, (_, i) => characters.slice(i, i + size).join(''))
}

/**
 * The ways to read a query; a record is found if any of them holds. Chinese is a substring of a name; Latin may be
 * part of a name or code, pinyin initials, or full pinyin; mixed text (瑞jin) is read as pinyin too.
 * Empty for a query without letters or figures, and for a single Latin letter.
 */
export function searchReadings(query: string): SearchReading[] {
  const normal = normaliseName(query)
  const characters = [...normal]
  const readings: SearchReading[] = []
  if (characters.length >= 2) readings.push({ grams: windows(characters, 2), contains: normal })
  else if (han.test(normal)) readings.push({ grams: [normal], contains: normal })
  const latin = [...normal.matchAll(/[a-z0-9]/g)].length
  if (latin >= 2 && latin === characters.length) readings.push(marked('~', normal, 2))
  const full = han.test(normal) ? pinyinOf(normal).full : normal
  if (latin >= 1 && /^[a-z0-9]{3,}$/.test(full)) readings.push(marked('=', full, 3))
  return readings
}

function marked(mark: string, text: string, size: number): SearchReading {
  return { grams: windows([...text], size).map(gram => mark + gram), contains: text }
}

/** Whether an entry is found by a query: what the database does with an index, here for small lists. */
export function searchMatches(entry: SearchEntry, query: string): boolean {
  const grams = new Set(entry.grams)
  return searchReadings(query).some(
    reading => entry.text.includes(reading.contains) && reading.grams.every(gram => grams.has(gram)),
  )
}
