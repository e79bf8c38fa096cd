import type { ReactNode } from 'react'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useNames } from '../../../crm/data.ts'
import { Icon } from '../../../ui/icons.tsx'
import { type Verb, verbIcons, verbOf } from './ActionsForm.tsx'
import { type Doc, isAbsence, kindOfMeasure, listOf, recordOf, textOf } from './doc.ts'
import css from './reading.module.css'
import {
  durationWords,
  experimentWords,
  keyWords,
  measureWords,
  templateWords,
  typeWords,
  whereWords,
  whomWords,
} from './reading.ts'
import { ifRows, toCanvas } from './studio/canvas.ts'
import { conditionWords as groupedWords } from './studio/condition-words.ts'
import { grammar } from './studio/measure-words.ts'
import { strategyTexts } from './texts.ts'

/** A strategy to read: 当 … 如果 … 就 …, side by side on the desktop, beneath one another on the phone. */
export function Reading({ doc }: { doc: Doc }) {
  return (
    <div className={css.reading}>
      <WhenColumn doc={doc} />
      <IfColumn doc={doc} />
      <ThenColumn doc={doc} />
    </div>
  )
}

function Column({ tag, hint, children }: { tag: string; hint: string; children: ReactNode }) {
  return (
    <section>
      <h2>
        <b>{tag}</b> <span className="quiet">{hint}</span>
      </h2>
      <ul>{children}</ul>
    </section>
  )
}

function WhenColumn({ doc }: { doc: Doc }) {
  const say = useText(strategyTexts)
  return (
    <Column tag={say('when')} hint={say('whenHint')}>
      {listOf(doc.when).map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step has no name of its own
        <StepLine key={index} step={recordOf(step)} />
      ))}
      {doc.within !== undefined && (
        <li className={css.note}>
          <Icon name="clock" size={16} />
          {say('withinWords', { within: durationWords(doc.within, say) })}
        </li>
      )}
    </Column>
  )
}

function StepLine({ step }: { step: Doc }) {
  const say = useText(strategyTexts)
  const locale = useLocale()
  const absence = isAbsence(step)
  return (
    <li className={absence ? css.absent : undefined}>
      <Icon name={absence ? 'absent' : 'bolt'} size={16} />
      <div>
        {absence && <span>{say('absentFor', { for: durationWords(step.for, say) })} </span>}
        <b>{typeWords(step.absent ?? step.event, say, locale)}</b>
        {typeof step.times === 'number' && step.times > 1 && <span> × {step.times}</span>}
        {step.where !== undefined && (
          <Said words={whereWords(textOf(step.where), locale)} text={textOf(step.where)} />
        )}
        {step.as !== undefined && <small> {say('known', { name: textOf(step.as) })}</small>}
      </div>
    </li>
  )
}

function IfColumn({ doc }: { doc: Doc }) {
  const say = useText(strategyTexts)
  const locale = useLocale()
  const canvas = toCanvas(doc)
  const rows = ifRows(canvas)
  return (
    <Column tag={say('if')} hint={doc.if === undefined ? say('always') : say('ifHint')}>
      {rows.map(({ part, measure, condition }) => {
        const text = condition === undefined ? '' : (canvas.conditions[condition]?.text ?? '')
        const definition = measure === undefined ? undefined : recordOf(recordOf(doc.measures)[measure])
        return (
          <li key={part}>
            <Icon
              name={!definition ? 'filter' : kindOfMeasure(definition) === 'since' ? 'clock' : 'tally'}
              size={16}
            />
            <div>
              {text === '' ? null : (
                <Said words={grammar(locale).conditionWords(doc, text)} text={text} strong />
              )}
              {definition && (
                <p>
                  <small>
                    {measure} · {measureWords(definition, say, locale)}
                  </small>
                </p>
              )}
            </div>
          </li>
        )
      })}
      {doc.cooldown !== undefined && (
        <li className={css.note}>
          <Icon name="history" size={16} />
          {say('cooldownWords', { key: keyWords(doc.key, say), cooldown: durationWords(doc.cooldown, say) })}
        </li>
      )}
    </Column>
  )
}

/** A condition in words; where words only quote it, as it is written. */
function Said({ words, text, strong = false }: { words: string; text: string; strong?: boolean }) {
  const locale = useLocale()
  const said = words === '' || words.includes(text) ? groupedWords(text, locale) : words
  if (said === undefined) return <code>{text}</code>
  return strong ? <b>{said}</b> : <span className={css.said}>{said}</span>
}

function ThenColumn({ doc }: { doc: Doc }) {
  const say = useText(strategyTexts)
  const actions = listOf(doc.then)
  return (
    <Column tag={say('then')} hint={actions.length === 0 ? say('nothing') : say('thenHint')}>
      {actions.map((action, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an action has no name of its own
        <ActionLine key={index} action={recordOf(action)} doc={doc} />
      ))}
      {doc.experiment !== undefined && (
        <li className={css.note}>
          <Icon name="split" size={16} />
          {experimentWords(doc.experiment, say)}
        </li>
      )}
    </Column>
  )
}

function ActionLine({ action, doc }: { action: Doc; doc: Doc }) {
  const say = useText(strategyTexts)
  const locale = useLocale()
  const names = useNames()
  const verb = verbOf(action)
  if (!verb)
    return (
      <li>
        <Icon name="warn" size={16} />
        <code>{JSON.stringify(action)}</code>
      </li>
    )
  const text = (value: unknown) => templateWords(textOf(recordOf(value)[locale]), doc, locale)
  const to = action.to === undefined ? '' : say('toWhom', { whom: whomWords(action.to, say, names.person) })
  const details: Record<Verb, string> = {
    suggest: text(action.reason),
    tag: [
      ...listOf(action.add).map(tag => `+${textOf(tag)}`),
      ...listOf(action.remove).map(tag => `−${textOf(tag)}`),
    ].join('  '),
    priority: textOf(action.lead),
    task: '',
    notify: text(action.text),
    webhook: '',
    emit: textOf(action.event),
  }
  const title = text(action.title)
  return (
    <li>
      <Icon name={verbIcons[verb]} size={16} />
      <div>
        <b>{title || say(`do.${verb}`)}</b>{' '}
        <small>
          {[title ? say(`do.${verb}`) : '', to].filter(Boolean).join(' · ')}
          {action.expires !== undefined && ` · ${durationWords(action.expires, say)}`}
          {action.due !== undefined && ` · ${durationWords(action.due, say)}`}
        </small>
        {details[verb] && <p>{details[verb]}</p>}
      </div>
    </li>
  )
}
