import { Button } from 'antd'
import { useState } from 'react'
import type { DeliveredKit } from '#decision/playkit/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { copyText } from '../../../ui/CopyButton.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { uiTexts } from '../../../ui/texts.ts'
import css from './playkit.module.css'
import { kitTexts } from './texts.ts'

/** A play kit in the hand: what to say, how we compare, what others did; each can be copied. */
export function DeliveredKitView({ kit }: { kit: DeliveredKit }) {
  const say = useText(kitTexts)
  return (
    <div className={css.kit}>
      <header>
        <h2>{kit.name}</h2>
        <span className="quiet small num">{say('version', { version: kit.version })}</span>
      </header>
      {kit.summary && <p className={css.summary}>{kit.summary}</p>}
      {kit.scripts.length > 0 && (
        <section>
          <h3>{say('scripts')}</h3>
          {kit.scripts.map(script => (
            <article key={script.title} className={css.script}>
              <h4>{script.title}</h4>
              <p>{script.text}</p>
              <Copy text={script.text} label={say('copyScript')} />
            </article>
          ))}
        </section>
      )}
      {kit.matrix && <Matrix matrix={kit.matrix} />}
      {kit.cases.length > 0 && (
        <section>
          <h3>{say('cases')}</h3>
          {kit.cases.map(one => (
            <Case key={one.title} one={one} />
          ))}
        </section>
      )}
    </div>
  )
}

function Matrix({ matrix }: { matrix: NonNullable<DeliveredKit['matrix']> }) {
  const say = useText(kitTexts)
  const plain = [['', ...matrix.columns], ...matrix.rows.map(row => [row.label, ...row.cells])]
  return (
    <section>
      <h3>{say('matrix')}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard */}
      <section className={css.scroll} tabIndex={0} aria-label={say('matrix')}>
        <table className={css.matrix}>
          <thead>
            <tr>
              <td />
              {matrix.columns.map((column, i) => (
                <th key={column} scope="col">
                  {column}
                  {i === 0 && <small>{say('ours')}</small>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map(row => (
              <tr key={row.label}>
                <th scope="row">{row.label}</th>
                {row.cells.map((cell, i) => (
                  <td key={matrix.columns[i]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Copy text={plain.map(row => row.join('\t')).join('\n')} label={say('copyAll')} />
    </section>
  )
}

const icons = { video: 'video', article: 'news', document: 'document' } as const

function Case({ one }: { one: DeliveredKit['cases'][number] }) {
  const say = useText(kitTexts)
  return (
    <article className={css.case}>
      <Icon name={icons[one.kind]} />
      <div>
        <h4>
          {one.url ? (
            <a href={one.url} target="_blank" rel="noreferrer" className="link">
              {one.title}
            </a>
          ) : (
            one.title
          )}
        </h4>
        <p className="quiet small">
          {[say(one.kind), one.place, one.url ? '' : say('noLink')].filter(Boolean).join(' · ')}
        </p>
        {one.summary && <p>{one.summary}</p>}
        {one.url && <Copy text={one.url} label={say('copyLink')} />}
      </div>
    </article>
  )
}

function Copy({ text, label }: { text: string; label: string }) {
  const say = useText(uiTexts)
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <Button
      size="small"
      icon={<Icon name={copied ? 'check' : 'copy'} size={14} />}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{copied ? say('copied') : label}</span>
    </Button>
  )
}

/** For whom a variant is meant, in a few chips. */
export function FitChips({ fit }: { fit: DeliveredKit['fit'] }) {
  const say = useText(kitTexts)
  const parts = [...fit.regions, ...fit.industries, ...(fit.locale ? [say(fit.locale)] : [])]
  if (parts.length === 0) return <Chip>{say('anyone')}</Chip>
  return (
    <>
      {parts.map(part => (
        <Chip key={part} tone="green">
          {part}
        </Chip>
      ))}
    </>
  )
}
