import { useMemo } from 'react'
import { useLocale, useText } from '../../../../app/i18n.ts'
import { useMay } from '../../../../app/session.ts'
import { Chip } from '../../../../ui/Badge.tsx'
import { count } from '../../../../ui/format.ts'
import { type Change, compareDocs } from '../compare.ts'
import { type Doc, inReadingOrder } from '../doc.ts'
import { EditContext } from '../edit-context.ts'
import old from '../strategy.module.css'
import { strategyTexts } from '../texts.ts'
import { Canvas } from './Canvas.tsx'
import css from './comparison.module.css'
import { diffText, type Stretch } from './diff.ts'
import { partAt } from './Inspector.tsx'
import { type Names, plainSentence, sentenceOf } from './sentence.ts'
import studio from './studio.module.css'
import { StudioContext } from './studio-context.ts'
import { useBacktest } from './useBacktest.ts'
import { useNamesOf } from './useNamesOf.ts'

const month = { days: 30 }

/** Two versions beside one another. */
export function Comparison({ before, after }: { before: Doc; after: Doc }) {
  const say = useText(strategyTexts)
  const names = useNamesOf()
  const may = useMay()
  const changes = compareDocs(inReadingOrder(before), inReadingOrder(after))
  if (changes.length === 0) return <p className="quiet">{say('same')}</p>
  return (
    <div className={css.comparison}>
      <Sentences before={before} after={after} names={names} />
      {may('strategy.write') && <Firings before={before} after={after} />}
      <div className={css.two}>
        <Still title={say('before')} doc={before} changes={changes} names={names} />
        <Still title={say('after')} doc={after} changes={changes} names={names} />
      </div>
      <section>
        <h3>{say('fieldChanges')}</h3>
        <Changes changes={changes} />
      </section>
    </div>
  )
}

function Sentences({ before, after, names }: { before: Doc; after: Doc; names: Names }) {
  const say = useText(strategyTexts)
  return (
    <section>
      <h3>{say('sentences')}</h3>
      {(['zh-CN', 'en'] as const).map(lang => (
        <p key={lang} lang={lang} className={css[lang === 'en' ? 'en' : 'zh']}>
          <Marked
            stretches={diffText(
              plainSentence(sentenceOf(before, names, lang)),
              plainSentence(sentenceOf(after, names, lang)),
            )}
          />
        </p>
      ))}
    </section>
  )
}

function Marked({ stretches }: { stretches: Stretch[] }) {
  return stretches.map(({ text, how }, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: stretches have their place only
    if (how === 'same') return <span key={index}>{text}</span>
    // biome-ignore lint/suspicious/noArrayIndexKey: stretches have their place only
    return how === 'added' ? <ins key={index}>{text}</ins> : <del key={index}>{text}</del>
  })
}

/** What each would have done in the same time. */
function Firings({ before, after }: { before: Doc; after: Doc }) {
  const say = useText(strategyTexts)
  const alternatives = useMemo(() => [{ label: 'before', definition: before }], [before])
  const { shown, run } = useBacktest(after, true, month, alternatives, false)
  const then = shown?.alternatives?.[0]?.firings
  const now = shown?.result?.firings
  const words = (value: number | null | undefined) =>
    value === undefined || value === null ? '…' : say('firedTimes', { count: value })
  if (run?.state === 'failed') return null
  return (
    <p className={`${css.firings} num`} role="status">
      {say('sameTime')} {say('before')} <b>{words(then)}</b> → {say('after')} <b>{words(now)}</b>
      {typeof then === 'number' && now !== undefined && then !== now && (
        <span>
          {' '}
          ({now > then ? '+' : '−'}
          {count(Math.abs(now - then))})
        </span>
      )}
    </p>
  )
}

const noFaults = { faults: [], warnings: [], set: () => undefined }

function Still({ title, doc, changes, names }: { title: string; doc: Doc; changes: Change[]; names: Names }) {
  const editing = useMemo(() => ({ doc, ...noFaults }), [doc])
  const locale = useLocale()
  const changed = useMemo(
    () => new Set(changes.map(({ path }) => partAt(doc, path.replace(/^if.*/, 'if')))),
    [doc, changes],
  )
  const still = useMemo(
    () => ({
      ...{ selected: '-', select: () => undefined, apply: () => undefined },
      ...{ result: undefined, shown: undefined, stale: false, readOnly: true, names, changed },
    }),
    [names, changed],
  )
  return (
    <section>
      <h3>{title}</h3>
      <div className={`${studio.still} ${css.still}`} key={locale}>
        <EditContext value={editing}>
          <StudioContext value={still}>
            <Canvas label={title} />
          </StudioContext>
        </EditContext>
      </div>
    </section>
  )
}

function Changes({ changes }: { changes: Change[] }) {
  const say = useText(strategyTexts)
  return (
    <ul className={old.changes}>
      {changes.map(({ path, before, after }) => {
        const how = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
        return (
          <li key={path}>
            <p>
              <code>{path}</code>
              <Chip tone={how === 'added' ? 'green' : how === 'removed' ? 'red' : 'ochre'}>{say(how)}</Chip>
            </p>
            {before !== undefined && <pre className={old.before}>− {shownValue(before)}</pre>}
            {after !== undefined && <pre className={old.after}>+ {shownValue(after)}</pre>}
          </li>
        )
      })}
    </ul>
  )
}

const shownValue = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2)
