import { Fragment } from 'react'
import { useLocale, useText } from '../../../../app/i18n.ts'
import { count } from '../../../../ui/format.ts'
import { type Doc, getIn, type Path, setIn, splitDuration, textOf } from '../doc.ts'
import { useDoc } from '../edit-context.ts'
import { toCanvas, withCondition } from './canvas.ts'
import { ruleOf } from './cel-rules.ts'
import { durationFromSeconds, durationOf, secondsOf } from './phrase.ts'
import css from './studio.module.css'
import { useStudio } from './studio-context.ts'
import { studioTexts } from './studio-texts.ts'
import type { Alternative } from './useBacktest.ts'

const ladder = [
  '1h',
  '4h',
  '1d',
  '2d',
  '3d',
  '5d',
  '7d',
  '10d',
  '14d',
  '21d',
  '30d',
  '60d',
  '90d',
  '180d',
  '365d',
]

/** The duration itself with its neighbours on the ladder, six in all, shortest first. */
function near(value: string): string[] {
  const own = secondsOf(value) ?? 0
  const all = ladder.some(one => secondsOf(one) === own) ? ladder : [...ladder, value]
  const sorted = all.toSorted((a, b) => (secondsOf(a) ?? 0) - (secondsOf(b) ?? 0))
  const place = sorted.findIndex(one => secondsOf(one) === own)
  const from = Math.max(0, Math.min(place - 2, sorted.length - 6))
  return sorted.slice(from, from + 6)
}

/** What can be varied of a part: its window, its wait, the time since. */
export type Varied = { path: Path } | { condition: number }

/** Where a part has a duration to play with. */
export function variedOf(doc: Doc, part: string, condition: number | undefined): Varied | undefined {
  const isDuration = (path: Path) => splitDuration(getIn(doc, path)) !== undefined
  if (part.startsWith('measures.')) {
    const path = ['measures', part.slice('measures.'.length), 'window']
    if (isDuration(path)) return { path }
    const kind = getIn(doc, path.slice(0, 2))
    const rule = condition === undefined ? undefined : ruleOf(toCanvas(doc).conditions[condition]?.text ?? '')
    const isSince = typeof kind === 'object' && kind !== null && Object.hasOwn(kind, 'since')
    return isSince && rule && Number(rule.value) > 0 ? { condition: condition! } : undefined
  }
  const step = /^when\[(\d+)\]$/.exec(part)
  if (step) {
    const path = ['when', Number(step[1]), 'for']
    return isDuration(path) ? { path } : undefined
  }
  return part === '' && isDuration(['cooldown']) ? { path: ['cooldown'] } : undefined
}

function durationAt(doc: Doc, varied: Varied): string {
  if ('path' in varied) return textOf(getIn(doc, varied.path))
  const rule = ruleOf(toCanvas(doc).conditions[varied.condition]?.text ?? '')
  return durationFromSeconds(Number(rule?.value ?? 0))
}

function withValue(doc: Doc, varied: Varied, value: string): Doc {
  if ('path' in varied) return setIn(doc, varied.path, value)
  const text = toCanvas(doc).conditions[varied.condition]?.text ?? ''
  const rule = ruleOf(text)
  if (!rule) return doc
  const seconds = secondsOf(value) ?? 0
  return withCondition(
    doc,
    varied.condition,
    `${rule.field} ${rule.operator} ${seconds.toFixed(Number.isInteger(seconds) ? 1 : 3)}`,
  )
}

/** The document with other durations at the same place, for the backtest. */
export function alternativesOf(doc: Doc, varied: Varied | undefined): Alternative[] {
  if (!varied) return []
  const own = durationAt(doc, varied)
  return near(own)
    .filter(value => secondsOf(value) !== secondsOf(own))
    .map(value => ({ label: value, definition: withValue(doc, varied, value) }))
}

/** 时间窗换一换，触发几次: bars to choose from. */
export function WindowBars({ varied }: { varied: Varied }) {
  const say = useText(studioTexts)
  const locale = useLocale()
  const { doc } = useDoc()
  const { shown, stale, apply, result } = useStudio()
  const own = durationAt(doc, varied)
  const amounts = new Map(shown?.alternatives?.map(({ label, firings }) => [label, firings]))
  const bars = near(own).map(value => {
    const isOwn = secondsOf(value) === secondsOf(own)
    return { value, isOwn, firings: stale ? undefined : isOwn ? result?.firings : amounts.get(value) }
  })
  const most = Math.max(1, ...bars.map(({ firings }) => firings ?? 0))
  return (
    <section className={css.block}>
      <h3>{say('otherWindows')}</h3>
      <div className={css.bars}>
        {bars.map(({ value, isOwn, firings }) => (
          <Fragment key={value}>
            <button
              type="button"
              aria-pressed={isOwn}
              aria-label={say('windowBar', { window: durationOf(value)[locale], firings: firings ?? '…' })}
              onClick={() => apply(before => withValue(before, varied, value))}
            >
              <b className="num">{firings === undefined || firings === null ? '·' : count(firings)}</b>
              <i style={{ height: `${Math.max(2, (54 * (firings ?? 0)) / most)}px` }} />
              <span className="num">{durationOf(value)[locale]}</span>
            </button>
          </Fragment>
        ))}
      </div>
    </section>
  )
}
