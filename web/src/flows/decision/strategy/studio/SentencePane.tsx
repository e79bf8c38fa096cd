import { useText } from '../../../../app/i18n.ts'
import type { Doc } from '../doc.ts'
import css from './sentence.module.css'
import { type Names, type Piece, sentenceOf } from './sentence.ts'
import { studioTexts } from './studio-texts.ts'

/** What the strategy means, in both languages. */
export function SentencePane({ doc, names }: { doc: Doc; names: Names }) {
  const say = useText(studioTexts)
  return (
    <section className={css.sentence} aria-label={say('sentence')}>
      <p lang="zh-CN" className={css.zh}>
        <Words pieces={sentenceOf(doc, names, 'zh-CN')} />
      </p>
      <p lang="en" className={css.en}>
        <Words pieces={sentenceOf(doc, names, 'en')} />
      </p>
    </section>
  )
}

function Words({ pieces }: { pieces: Piece[] }) {
  return pieces.map(({ text, strong }, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have their place only
    strong ? <b key={index}>{text}</b> : <span key={index}>{text}</span>,
  )
}
