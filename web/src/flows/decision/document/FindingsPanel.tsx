import type { Reading } from '#decision/document/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import css from './document.module.css'
import { documentTexts } from './texts.ts'
import { findingWords } from './words.ts'

/** Up to three things worth knowing, in plain words. */
export function FindingsPanel({ reading }: { reading: Reading }) {
  const say = useText(documentTexts)
  const locale = useLocale()
  return (
    <section className={`card ${css.panel} ${css.findings}`}>
      <header className={css.panelHead}>
        <h2>{say('findings')}</h2>
      </header>
      {reading.findings.length === 0 && <p className="quiet">{say('noFindings')}</p>}
      <ol>
        {reading.findings.map((finding, index) => {
          const { title, more } = findingWords(finding, reading, { say, locale })
          return (
            <li key={finding.kind}>
              <span className={`num ${css.order}`} aria-hidden="true">
                {index + 1}
              </span>
              <div>
                <h3>{title}</h3>
                <p className="quiet small">{more}</p>
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
