import { diffWordsWithSpace } from 'diff'

/** A piece of a redline, in the order of the text. */
export interface RedlinePiece {
  change: 'same' | 'added' | 'removed'
  text: string
}

// Chinese has no spaces between words: a dictionary cuts them.
const words = {
  'zh-CN': new Intl.Segmenter('zh', { granularity: 'word' }),
  en: new Intl.Segmenter('en', { granularity: 'word' }),
}

/** What differs between the template's wording and this one, word by word. */
export function redline(before: string, after: string, language: 'zh-CN' | 'en'): RedlinePiece[] {
  if (before === after) return before === '' ? [] : [{ change: 'same', text: before }]
  return diffWordsWithSpace(before, after, { intlSegmenter: words[language] }).map(
    ({ added, removed, value }) => ({
      change: added ? 'added' : removed ? 'removed' : 'same',
      text: value,
    }),
  )
}
