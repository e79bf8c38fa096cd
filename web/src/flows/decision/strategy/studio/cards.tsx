import { Handle, type NodeProps, Position } from '@xyflow/react'
import { type ReactNode, use } from 'react'
import { type Locale, useLocale, useText } from '../../../../app/i18n.ts'
import { PriorityBadge } from '../../../../ui/Badge.tsx'
import { count, percent } from '../../../../ui/format.ts'
import { Icon, type IconName } from '../../../../ui/icons.tsx'
import type { Priority } from '../../../../ui/types.ts'
import { verbIcons, verbOf } from '../ActionsForm.tsx'
import { type Doc, getIn, isAbsence, kindOfMeasure, listOf, recordOf, textOf, typesOf } from '../doc.ts'
import { useDoc } from '../edit-context.ts'
import { type IfRow, ifRows, partOf, toCanvas } from './canvas.ts'
import css from './cards.module.css'
import { literalValue, type Rule } from './cel-rules.ts'
import { AddCard, NoteCard } from './extras.tsx'
import type { NodeData } from './layout.ts'
import { grammar, measureTitle } from './measure-words.ts'
import { durationFromSeconds, durationOf, shortTemplate } from './phrase.ts'
import { StudioContext, useStudio } from './studio-context.ts'
import { studioTexts } from './studio-texts.ts'
import { eventName, eventWords } from './vocabulary.ts'
import { Where } from './Where.tsx'

type CardProps = NodeProps & { data: NodeData }

/** A part that can be selected. What is wrong with it or has changed shows on its edge. */
export function Part({
  part,
  className = '',
  children,
}: {
  part: string
  className?: string
  children: ReactNode
}) {
  const { selected, select, changed, readOnly } = useStudio()
  const { faults } = useDoc()
  const say = useText(studioTexts)
  const path = pathOfPart(part)
  const isWrong = faults.some(
    fault => fault.path === path || fault.path.startsWith(`${path}.`) || fault.path.startsWith(`${path}[`),
  )
  const marks = [selected === part && css.selected, isWrong && css.wrong, changed.has(part) && css.changed]
  if (readOnly) return <div className={[className, ...marks].filter(Boolean).join(' ')}>{children}</div>
  return (
    <button
      type="button"
      data-part={part}
      aria-pressed={selected === part}
      className={[isFixed(part) ? 'nodrag' : '', css.part, className, ...marks].filter(Boolean).join(' ')}
      onClick={() => select(part)}
    >
      {children}
      {isWrong && (
        <span className={css.wrongMark} role="img" aria-label={say('hasFault')}>
          <Icon name="warn" size={14} />
        </span>
      )}
    </button>
  )
}

/** Rows stand where their condition stands; steps and actions can be dragged. */
const isFixed = (part: string): boolean => !/^(when|then)\[/.test(part)

const pathOfPart = (part: string): string => (part.startsWith('if[') ? 'if' : part)

const dot = (id: string, type: 'source' | 'target', position: Position, style?: React.CSSProperties) => (
  <Handle
    id={id}
    type={type}
    position={position}
    isConnectable={false}
    className={css.handle ?? ''}
    {...(style ? { style } : {})}
  />
)
const trunkPlace = { left: 14, bottom: 0 }

export function Mark({ name, tone = '' }: { name: IconName; tone?: string }) {
  return (
    <span className={`${css.mark} ${tone === '' ? '' : css[tone]}`}>
      <Icon name={name} size={15} />
    </span>
  )
}

function Head({ id, data }: CardProps) {
  const say = useText(studioTexts)
  const { result } = useStudio()
  const column = id.slice('head-'.length) as 'when' | 'if' | 'then'
  return (
    <h2 className={css.head} style={{ width: data.width }}>
      <b>{say(column)}</b>
      <span>{say(`${column}Hint`)}</span>
      {column === 'if' && result && <small>{say('left')}</small>}
      {column === 'then' && dot('in', 'target', Position.Left)}
      {column === 'then' && dot('trunk', 'source', Position.Bottom, trunkPlace)}
    </h2>
  )
}

function Step({ id, data }: CardProps) {
  const say = useText(studioTexts)
  const locale = useLocale()
  const { doc } = useDoc()
  const { result } = useStudio()
  const of = partOf(id)
  const index = of.kind === 'step' ? of.index : 0
  const step = recordOf(listOf(doc.when)[index])
  const absence = isAbsence(step)
  const types = typesOf(step.event ?? step.absent)
  const name = types.map(type => eventName(type)[locale]).join(say('orJoin'))
  const passed = result?.passed[index]
  return (
    <div style={{ width: data.width }}>
      {dot('above', 'target', Position.Top)}
      <Part part={id} className={`${css.card} ${absence ? css.dashed : ''}`}>
        <span className={css.top}>
          <Mark
            name={absence ? 'absent' : (eventWords(types[0] ?? '')?.icon ?? 'bolt')}
            tone={absence ? 'absence' : 'ochre'}
          />
          <span className={css.words}>
            <b>{absence ? say('notFor', { for: durationOf(step.for)[locale] }) : name || say('noEvent')}</b>
            <small>{absence ? name || say('noEvent') : types.join(' · ')}</small>
          </span>
          {typeof step.times === 'number' && step.times > 1 && <em>× {step.times}</em>}
        </span>
        <Where where={step.where} type={types.length === 1 ? types[0]! : ''} />
        {passed !== undefined && (
          <span className={css.foot}>
            <span>
              {absence
                ? say('stillSilent')
                : index === 0
                  ? say('seenMatched', { seen: count(result!.seen) })
                  : say('wentOn')}
            </span>
            <b className="num">{count(passed)}</b>
          </span>
        )}
      </Part>
      {dot('below', 'source', Position.Bottom)}
      {dot('out', 'source', Position.Right)}
    </div>
  )
}

function Conditions({ data }: CardProps) {
  const say = useText(studioTexts)
  const locale = useLocale()
  const { doc } = useDoc()
  const { result } = useStudio()
  const canvas = toCanvas(doc)
  const rows = ifRows(canvas)
  return (
    <div style={{ width: data.width }} className={css.group}>
      {dot('in', 'target', Position.Left)}
      {rows.length === 0 && <p className={css.empty}>{say('noCondition')}</p>}
      {rows.map((row, index) => (
        <Row
          key={row.part}
          row={row}
          first={index === 0}
          left={row.condition === undefined ? undefined : result?.held[row.condition]}
        />
      ))}
      <Part part="" className={css.cool ?? ''}>
        <Icon name="history" size={14} />
        <span>
          {doc.cooldown === undefined
            ? say('noCooldown')
            : say('cooldownLine', {
                key: grammar(locale).keyName(doc.key),
                for: durationOf(doc.cooldown)[locale],
              })}
        </span>
        {result && <b className="num">{count(result.firings)}</b>}
      </Part>
      {dot('out', 'source', Position.Right)}
    </div>
  )
}

function Row({ row, first, left }: { row: IfRow; first: boolean; left: number | undefined }) {
  const say = useText(studioTexts)
  const locale = useLocale()
  const { doc } = useDoc()
  const { part, measure, rule, condition } = row
  const definition = measure === undefined ? undefined : recordOf(recordOf(doc.measures)[measure])
  const text = condition === undefined ? '' : (toCanvas(doc).conditions[condition]?.text ?? '')
  return (
    <>
      {!first && (
        <div className={css.and} aria-hidden="true">
          <span>{condition === undefined ? '·' : say('andShort')}</span>
        </div>
      )}
      <Part part={part} className={css.row ?? ''}>
        <Mark
          name={definition ? measureIcon(definition, rule) : 'filter'}
          tone={isNone(rule) && definition ? 'absence' : ''}
        />
        <span className={css.words}>
          {definition ? (
            <>
              <b>{measureTitle(definition, locale)}</b>
              <small>
                {measure} · {windowWords(definition, locale, say('allHistory'))}
              </small>
            </>
          ) : (
            <ConditionWords doc={doc} text={text} locale={locale} />
          )}
        </span>
        {definition && (
          <em>{rule ? comparison(rule, definition, locale) : condition === undefined ? '–' : '…'}</em>
        )}
        <u className="num">{left === undefined ? '' : count(left)}</u>
      </Part>
    </>
  )
}

function ConditionWords({ doc, text, locale }: { doc: Doc; text: string; locale: Locale }) {
  const words = grammar(locale).conditionWords(doc, text)
  const isText = words.includes(text)
  return isText ? <code className={css.expression}>{text}</code> : <b className={css.free}>{words}</b>
}

const isNone = (rule: Rule | undefined) =>
  rule !== undefined && ['== 0', '< 1', '<= 0'].includes(`${rule.operator} ${rule.value}`)

function measureIcon(measure: Doc, rule: Rule | undefined): IconName {
  const kind = kindOfMeasure(measure)
  if (kind === 'since') return 'clock'
  if (kind === 'distinct') return 'people'
  return isNone(rule) ? 'absent' : 'tally'
}

function windowWords(measure: Doc, locale: Locale, all: string): string {
  if (measure.window === undefined) return all
  const window = durationOf(measure.window)[locale]
  return locale === 'en' ? `last ${window}` : `近 ${window}`
}

const signs: Record<string, string> = { '==': '=', '!=': '≠', '>=': '≥', '<=': '≤' }

function comparison(rule: Rule, measure: Doc, locale: Locale): string {
  const sign = signs[rule.operator] ?? rule.operator
  const value = literalValue(rule.value)
  if (typeof value !== 'number') return `${sign} ${rule.value}`
  if (kindOfMeasure(measure) === 'since') return `${sign} ${durationOf(durationFromSeconds(value))[locale]}`
  return `${sign} ${value}`
}

function Split({ id, data }: CardProps) {
  const say = useText(studioTexts)
  const { doc } = useDoc()
  const experiment = recordOf(doc.experiment)
  const holdout = typeof experiment.holdout === 'number' ? experiment.holdout : 0
  const variants = listOf(experiment.variants).map(recordOf)
  const shares = variants.map(
    variant => (typeof variant.share === 'number' ? variant.share : 0) * (1 - holdout),
  )
  const own = Math.max(0, 1 - holdout - shares.reduce((sum, share) => sum + share, 0))
  return (
    <div style={{ width: data.width }}>
      {dot('in', 'target', Position.Left)}
      <Part part={id} className={css.card ?? ''}>
        <span className={css.top}>
          <Mark name="split" tone="blue" />
          <span className={css.words}>
            <b>{say('split')}</b>
          </span>
          <small>{say(experiment.unit === 'person' ? 'byPerson' : 'byAccount')}</small>
        </span>
        <span className={css.shares}>
          {own > 0 && <i style={{ flexGrow: own }}>{say('acts', { share: percent(own) })}</i>}
          {variants.map((variant, index) => (
            <i key={textOf(variant.id)} className={css.variant} style={{ flexGrow: shares[index] ?? 0 }}>
              {textOf(variant.id)} {percent(shares[index] ?? 0)}
            </i>
          ))}
          {holdout > 0 && (
            <i className={css.held} style={{ flexGrow: holdout }}>
              {percent(holdout)}
            </i>
          )}
        </span>
      </Part>
      {dot('trunk', 'source', Position.Bottom, trunkPlace)}
    </div>
  )
}

function Action({ id, data }: CardProps) {
  const { doc } = useDoc()
  const of = partOf(id)
  const action = recordOf(of.kind === 'action' ? getIn(doc, of.path) : undefined)
  return (
    <div style={{ width: data.width }}>
      {dot('side', 'target', Position.Left)}
      <Part part={id} className={`${css.card} ${css.slim}`}>
        <ActionFace action={action} />
      </Part>
    </div>
  )
}

function ActionFace({ action }: { action: Doc }) {
  const say = useText(studioTexts)
  const locale = useLocale()
  const studio = use(StudioContext)
  const verb = verbOf(action)
  const words = grammar(locale).actionWords(
    action,
    studio?.names ?? { kit: String, person: String, endpoint: String },
  )
  const title = shortTemplate(textOf(recordOf(action.title ?? action.text)[locale]))
  return (
    <span className={css.top}>
      <Mark name={verb ? verbIcons[verb] : 'warn'} />
      <span className={css.words}>
        <b>
          {words}
          {verb === 'priority' && <PriorityBadge value={textOf(action.lead) as Priority} />}
        </b>
        <small>{title || say(verb ? `hint.${verb}` : 'hint.other')}</small>
      </span>
    </span>
  )
}

function Holdout({ data }: CardProps) {
  const say = useText(studioTexts)
  const { doc } = useDoc()
  const { holdout, unit } = recordOf(doc.experiment)
  return (
    <div style={{ width: data.width }} className={`${css.card} ${css.slim} ${css.dashed}`}>
      {dot('side', 'target', Position.Left)}
      <span className={css.top}>
        <Mark name="eye" />
        <span className={css.words}>
          <span>
            {say(unit === 'person' ? 'heldPeople' : 'heldAccounts', {
              share: percent(typeof holdout === 'number' ? holdout : 0),
            })}
          </span>
          <small>{say('onlyRecorded')}</small>
        </span>
      </span>
    </div>
  )
}

function Add({ id, data }: CardProps) {
  return (
    <div style={{ width: data.width }}>
      {id === 'add-experiment' && dot('in', 'target', Position.Left)}
      <AddCard id={id} />
      {id === 'add-experiment' && dot('trunk', 'source', Position.Bottom, trunkPlace)}
    </div>
  )
}

function Note({ id, data }: CardProps) {
  return (
    <div style={{ width: data.width }}>
      <NoteCard id={id} />
    </div>
  )
}

export const nodeTypes = {
  head: Head,
  step: Step,
  conditions: Conditions,
  split: Split,
  action: Action,
  holdout: Holdout,
  add: Add,
  note: Note,
}
