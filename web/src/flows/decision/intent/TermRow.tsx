import type { ModelBody } from '#decision/intent/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { percent, signed } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
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
          {signed(term.weight)} <small>± {term.sd.toFixed(2)}</small>
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
  if ('when' in term) return <code>{term.when}</code>
  if ('after' in term)
    return (
      <span className="quiet small">
        {say('absenceWords', {
          after: term.after.join(', '),
          days: term.forDays,
          without: term.without.join(', '),
        })}
      </span>
    )
  return (
    <>
      <span className="quiet small">
        {term.event.join(' · ')}
        {term.amount &&
          ` · ${say('amountWords', { of: term.amount.of.replace('props.', ''), half: term.amount.half })}`}
        {term.most !== undefined && ` · ${say('mostWords', { count: term.most })}`}
      </span>
      {term.where && (
        <>
          {' '}
          <code>{term.where}</code>
        </>
      )}
    </>
  )
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
          {signed(prior.logOdds)} <small>± {prior.sd.toFixed(2)}</small>
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
