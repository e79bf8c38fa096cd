import { Dropdown } from 'antd'
import { useLocale, useText } from '../../../../app/i18n.ts'
import { exactTime, shortDay } from '../../../../ui/format.ts'
import { Icon, type IconName } from '../../../../ui/icons.tsx'
import { useNow } from '../../../../ui/Values.tsx'
import { fresh, verbIcons, verbs } from '../ActionsForm.tsx'
import { recordOf } from '../doc.ts'
import { useDoc } from '../edit-context.ts'
import { strategyTexts } from '../texts.ts'
import { ifRows, toCanvas } from './canvas.ts'
import css from './cards.module.css'
import { measureTitle } from './measure-words.ts'
import { type MeasurePiece, type Piece, withPiece } from './parts.ts'
import { useStudio } from './studio-context.ts'
import { studioTexts } from './studio-texts.ts'

const adders: Record<
  string,
  { icon: IconName; text: 'addEvent' | 'addAbsence' | 'addMeasure' | 'addAction' | 'addExperiment' }
> = {
  'add-event': { icon: 'plus', text: 'addEvent' },
  'add-absence': { icon: 'absent', text: 'addAbsence' },
  'add-measure': { icon: 'plus', text: 'addMeasure' },
  'add-action': { icon: 'plus', text: 'addAction' },
  'add-experiment': { icon: 'split', text: 'addExperiment' },
}

/** A dashed place to go on from. */
export function AddCard({ id }: { id: string }) {
  const say = useText(studioTexts)
  const sayStrategy = useText(strategyTexts)
  const { doc } = useDoc()
  const { apply, select } = useStudio()
  const { icon, text } = adders[id]!
  const put = (piece: Piece) => {
    const next = withPiece(doc, piece)
    apply(() => next.doc)
    select(next.part)
  }
  const face = (
    <button
      type="button"
      className={`nodrag ${css.add}`}
      onClick={id === 'add-measure' || id === 'add-action' ? undefined : () => put(plain[id]!)}
    >
      <Icon name={icon} size={14} />
      {say(text)}
    </button>
  )
  if (id === 'add-action') {
    const items = verbs.map(verb => ({
      key: verb,
      label: sayStrategy(`do.${verb}`),
      icon: <Icon name={verbIcons[verb]} size={16} />,
      onClick: () => put({ kind: 'action', action: fresh[verb] }),
    }))
    return (
      <Dropdown trigger={['click']} menu={{ items }}>
        {face}
      </Dropdown>
    )
  }
  if (id !== 'add-measure') return face
  const items = conditionPieces.map(({ key, piece, icon: one }) => ({
    key,
    label: say(key),
    icon: <Icon name={one} size={16} />,
    onClick: () => put(piece),
  }))
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      {face}
    </Dropdown>
  )
}

const plain: Record<string, Piece> = {
  'add-event': { kind: 'event', type: '' },
  'add-absence': { kind: 'absence', type: '' },
  'add-experiment': { kind: 'experiment' },
}

const measurePiece = (key: MeasurePiece, icon: IconName) => ({
  key: `piece.${key}` as const,
  icon,
  piece: { kind: 'measure', measure: key, type: 'document.opened' } as Piece,
})
const conditionPiece = (key: 'score' | 'tag' | 'priority' | 'free', icon: IconName, text: string) => ({
  key: `piece.${key}` as const,
  icon,
  piece: { kind: 'condition', text } as Piece,
})

/** Conditions one can begin with. */
export const conditionPieces = [
  measurePiece('happened', 'tally'),
  measurePiece('none', 'absent'),
  measurePiece('since', 'clock'),
  measurePiece('people', 'people'),
  measurePiece('total', 'tally'),
  conditionPiece('score', 'bolt', 'customer.score >= 0.6'),
  conditionPiece('tag', 'tag', "'VIP' in customer.tags"),
  conditionPiece('priority', 'flag', "customer.priority == 'A'"),
  conditionPiece('free', 'filter', 'size(customer.tags) > 0'),
]

/** Below the columns: the latest firings, and who was one step from it. */
export function NoteCard({ id }: { id: string }) {
  const say = useText(studioTexts)
  const locale = useLocale()
  const now = useNow()
  const { doc } = useDoc()
  const { result, stale } = useStudio()
  if (!result || stale) return null
  const rows = ifRows(toCanvas(doc))
  if (id === 'recent')
    return result.samples.length === 0 ? null : (
      <div className={css.note}>
        <b>{say('recent')}</b>
        {result.samples.slice(0, 3).map(sample => (
          <p key={`${sample.key}${sample.at}`}>
            <span>{sample.name ?? sample.key}</span>
            <time title={exactTime(sample.at)}>{shortDay(sample.at, now)}</time>
          </p>
        ))}
      </div>
    )
  if (result.near.length === 0) return null
  const why = (condition: number, measures: Record<string, number | null>) => {
    const name = rows.find(row => row.condition === condition)?.measure
    const value = name === undefined ? undefined : measures[name]
    if (name === undefined || value === undefined) return say('conditionNumber', { number: condition + 1 })
    const shown = value === null ? '–' : Number(value.toFixed(1))
    const kind = recordOf(recordOf(doc.measures)[name])
    const isSince = Object.hasOwn(kind, 'since')
    return isSince && typeof value === 'number'
      ? say('sinceOnly', { days: Number((value / 86_400).toFixed(1)) })
      : `${locale === 'en' ? name : measureTitle(kind, locale)} = ${shown}`
  }
  return (
    <div className={css.note}>
      <b>{say('near')}</b>
      {result.near.slice(0, 4).map(miss => (
        <p key={`${miss.key}${miss.at}`}>
          <span>{miss.name ?? miss.key}</span>
          <time title={exactTime(miss.at)}>
            {shortDay(miss.at, now)} {why(miss.condition, miss.measures)}
          </time>
        </p>
      ))}
    </div>
  )
}
