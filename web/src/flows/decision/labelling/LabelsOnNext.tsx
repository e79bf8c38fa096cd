import { useQuery } from '@tanstack/react-query'
import type { ModelCard } from '#decision/intent/learning-api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { count, percent, percentRange } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { boardQuery } from './data.ts'
import css from './labelling.module.css'
import { Weight } from './Terms.tsx'
import { labellingTexts } from './texts.ts'

type Labels = NonNullable<ModelCard['labels']>

const mostShown = 6

/** Beside a learned model that waits: how good it is and what it weighs, without people's labels and with them. */
export function LabelsOnNext({ card }: { card: ModelCard }) {
  const say = useText(labellingTexts)
  const { labels, challenger } = card
  return (
    <section className={css.next}>
      <h2>{say('nextTitle')}</h2>
      <p className="quiet small">{say(labels ? 'nextHint' : 'nextNone')}</p>
      {labels?.without && challenger && <Compared without={labels.without} with={challenger} />}
      {labels && <Moved terms={labels.terms} />}
      <Suspects />
      <Link to="/labelling?view=results" className={css.go}>
        {say('toResults')} <Icon name="next" size={16} />
      </Link>
    </section>
  )
}

type Figures = NonNullable<ModelCard['challenger']>

/** Both on the same held-out rows. */
function Compared({ without, with: labelled }: { without: Figures; with: Figures }) {
  const say = useText(labellingTexts)
  const auc = ({ auc: { value, low, high } }: Figures) => `${percent(value, 1)} (${percentRange(low, high)})`
  return (
    <>
      <table className={css.compared}>
        <thead>
          <tr>
            <th scope="col">{say('figure')}</th>
            <th scope="col">{say('withoutLabels')}</th>
            <th scope="col">{say('withLabels')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{say('auc')}</th>
            <td className="num">{auc(without)}</td>
            <td className="num">{auc(labelled)}</td>
          </tr>
          <tr>
            <th scope="row">{say('brier')}</th>
            <td className="num">{without.brier.toFixed(4)}</td>
            <td className="num">{labelled.brier.toFixed(4)}</td>
          </tr>
        </tbody>
      </table>
      <p className="quiet small">{say('comparedHint', { n: count(labelled.n) })}</p>
    </>
  )
}

function Moved({ terms }: { terms: Labels['terms'] }) {
  const say = useText(labellingTexts)
  const locale = useLocale()
  return (
    <ul>
      {terms.slice(0, mostShown).map(({ term, name, n, real, low, high, learned }) => (
        <li key={term}>
          <span>
            {pick(name, locale)}
            <small className="quiet num">
              {say('realOf', { n, real: percent(real), range: percentRange(low, high) })}
            </small>
          </span>
          <Weight {...learned.without} />
          <Icon name="next" size={14} />
          <Weight {...learned.with} strong />
        </li>
      ))}
    </ul>
  )
}

/** Signals in use that nothing stands behind: neither labels nor an experiment. */
function Suspects() {
  const say = useText(labellingTexts)
  const locale = useLocale()
  const { data } = useQuery(boardQuery)
  const suspects = data?.terms.filter(({ standing }) => standing === 'unproven') ?? []
  if (suspects.length === 0) return null
  return (
    <p className="small">
      <b>{say('suspects')}</b>
      {say('suspectsOnNext', { names: suspects.map(({ name }) => pick(name, locale)).join(say('comma')) })}
    </p>
  )
}
