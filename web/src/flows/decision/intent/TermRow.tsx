import type { ModelBody } from '#decision/intent/api.ts'
import { type Locale, pick, useLocale, useText } from '../../../app/i18n.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { percent, signed } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { actWords } from '../ingest/act-words.ts'
import { conditionWords } from '../strategy/studio/condition-words.ts'
import { fieldWords } from '../strategy/studio/vocabulary.ts'
import css from './intent.module.css'
import type { Term } from './model.ts'
import { chance } from './preview.ts'
import { intentTexts } from './texts.ts'

interface Props {
  term: Term
  /** As it is in force; undefined for a new one. */
  before: Term | undefined
  /** The largest weight of all, for the bars. */
  most: number
  onEdit: (() => void) | undefined
}

/** A term: what it watches, why it weighs what it weighs, and the weight as a bar to the right (for) or left (against). */
export function TermRow({ term, before, most, onEdit }: Props) {
  const say = useText(intentTexts)
  const locale = useLocale()
  const same = before && JSON.stringify(before) === JSON.stringify(term)
  const width = `${(Math.abs(term.weight) / most) * 50}%`
  return (
    <li className={css.term}>
      <div className={css.words}>
        <h3>
          {pick(term.name, locale) || say('newTerm')}
          {!same && <Chip tone="ochre">{say(before ? 'changed' : 'added')}</Chip>}
        </h3>
        <p>{pick(term.reason, locale)}</p>
        <Watches term={term} />
      </div>
      <div className={css.weight}>
        <b className="num">
          {signed(term.weight)} <small>± {(1.96 * term.sd).toFixed(2)}</small>
        </b>
        {before && before.weight !== term.weight && <s className="num">{signed(before.weight)}</s>}
        {'halfLifeDays' in term && (
          <span className={`quiet small num ${css.half}`}>
            {say('halfLife')} {say('days', { count: term.halfLifeDays })}
          </span>
        )}
        <span className={css.lane} aria-hidden="true">
          <i className={term.weight < 0 ? css.neg : css.pos} style={{ width }} />
        </span>
      </div>
      {onEdit && <EditButton name={pick(term.name, locale)} onEdit={onEdit} />}
    </li>
  )
}

function Watches({ term }: { term: Term }) {
  const say = useText(intentTexts)
  const locale = useLocale()
  const act = actWords(locale)
  const or = say('orWord')
  if ('when' in term) return <Condition where={term.when} />
  if ('after' in term)
    return (
      <span className="quiet small">
        {say('absenceWords', {
          after: term.after.map(act).join(or),
          days: term.forDays,
          without: term.without.map(act).join(or),
        })}
      </span>
    )
  return (
    <>
      <span className="quiet small">
        {term.event.map(act).join(' · ')}
        {term.amount &&
          ` · ${say('amountWords', { of: fieldWords(`e.${term.amount.of}`)[locale], half: halfWords(term.amount, locale) })}`}
        {term.most !== undefined && ` · ${say('mostWords', { count: term.most })}`}
      </span>
      {term.where && (
        <>
          {' '}
          <Condition where={term.where} />
        </>
      )}
    </>
  )
}

/** The condition in words; the expression itself on hover, and where words can't say it. */
function Condition({ where }: { where: string }) {
  const words = conditionWords(where, useLocale())
  return words ? (
    <span className={css.condition} title={where}>
      {words}
    </span>
  ) : (
    <code>{where}</code>
  )
}

/** "30 秒": the amount at which half the weight is given, with its unit. */
function halfWords({ of, half }: { of: string; half: number }, locale: Locale): string {
  const { unit } = fieldWords(`e.${of}`)
  return unit ? `${half} ${unit[locale]}` : String(half)
}

export function PriorRow({
  prior,
  model,
  before,
  onEdit,
}: {
  prior: ModelBody['prior']
  model: Pick<ModelBody, 'calibration'>
  before: ModelBody['prior']
  onEdit: (() => void) | undefined
}) {
  const say = useText(intentTexts)
  const locale = useLocale()
  const changed = JSON.stringify(prior) !== JSON.stringify(before)
  return (
    <div className={css.term}>
      <div className={css.words}>
        <h3>
          <span className="num">{percent(chance(prior.logOdds, model))}</span>
          {changed && <Chip tone="ochre">{say('changed')}</Chip>}
        </h3>
        <p>{pick(prior.reason, locale)}</p>
      </div>
      <div className={css.weight}>
        <b className="num">
          {signed(prior.logOdds)} <small>± {(1.96 * prior.sd).toFixed(2)}</small>
        </b>
      </div>
      {onEdit && <EditButton name={say('prior')} onEdit={onEdit} />}
    </div>
  )
}

function EditButton({ name, onEdit }: { name: string; onEdit: () => void }) {
  const say = useText(intentTexts)
  return (
    <button type="button" className={css.edit} aria-label={say('edit', { name })} onClick={onEdit}>
      <Icon name="edit" size={16} />
    </button>
  )
}
