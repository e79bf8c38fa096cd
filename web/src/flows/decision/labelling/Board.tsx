import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Board as BoardData, Kappa, TermBoard } from '#decision/labelling/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useNames } from '../../../crm/data.ts'
import { isoDay, percent, percentRange, signed } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { boardQuery } from './data.ts'
import { LabelsSheet } from './LabelsSheet.tsx'
import css from './labelling.module.css'
import { Terms } from './Terms.tsx'
import { labellingTexts } from './texts.ts'

/** What the judgements say: the answer first, then agreement, effect, every signal, and what nothing stands behind. */
export function Board() {
  const query = useQuery(boardQuery)
  return <Loaded query={query}>{board => <Shown board={board} />}</Loaded>
}

function Shown({ board }: { board: BoardData }) {
  const [open, setOpen] = useState<TermBoard>()
  return (
    <>
      <Headline board={board} />
      <div className={css.three}>
        <Agreement title="between" hint="betweenHint" kappa={board.between} />
        <Agreement title="withModel" hint="withModelHint" kappa={board.withModel} cut={board.withModel.cut} />
        <Effect board={board} />
      </div>
      <Suspects board={board} />
      <Terms board={board} onOpen={setOpen} />
      <div className={css.two}>
        <Batches board={board} />
        <People board={board} />
      </div>
      <Method />
      <LabelsSheet term={open} onClose={() => setOpen(undefined)} />
    </>
  )
}

function Headline({ board: { overall, at } }: { board: BoardData }) {
  const say = useText(labellingTexts)
  if (!overall)
    return (
      <section className="card">
        <EmptyState icon="tally" title={say('noLabels')} hint={say('noLabelsHint')} />
      </section>
    )
  return (
    <section className={`card ${css.headline}`}>
      <h2>
        {say('overall', { value: percent(overall.value) })}
        <span className={`num ${css.range}`}>
          {say('overallRange', { range: percentRange(overall.low, overall.high) })}
        </span>
      </h2>
      <p className="quiet num">{say('overallNote', { n: overall.n, day: isoDay(at) })}</p>
    </section>
  )
}

interface AgreementProps {
  title: 'between' | 'withModel'
  hint: 'betweenHint' | 'withModelHint'
  kappa: Kappa
  cut?: number
}

function Agreement({ title, hint, kappa, cut }: AgreementProps) {
  const say = useText(labellingTexts)
  const { n, agreed, value, low, high } = kappa
  const two = (number: number) => number.toFixed(2).replace('-', '−')
  return (
    <section className={`card ${css.fact}`}>
      <h2>{say(title)}</h2>
      <p className="quiet small">{say(hint, cut === undefined ? {} : { cut: percent(cut) })}</p>
      <b className="num">{agreed === null ? '–' : say('agreed', { n, share: percent(agreed) })}</b>
      {value !== null && low !== null && high !== null ? (
        <p className="num" title={say('kappaNote')}>
          {say('kappa', { value: two(value), low: two(low), high: two(high) })}
        </p>
      ) : (
        <p className="quiet">{say('kappaFew')}</p>
      )}
      {value !== null && <p className="quiet small">{say('kappaNote')}</p>}
    </section>
  )
}

function Effect({ board: { effect, days } }: { board: BoardData }) {
  const say = useText(labellingTexts)
  const most = Math.max(1, effect.without, effect.with)
  return (
    <section className={`card ${css.fact}`}>
      <h2>{say('effect')}</h2>
      <p className="quiet small num">
        {say('effectHint', { days, count: effect.decisions, cut: percent(effect.cut) })}
      </p>
      <dl className={css.effect}>
        {(['without', 'with'] as const).map(side => (
          <div key={side}>
            <dt>{say(side)}</dt>
            <dd>
              <i
                className={css[side]}
                style={{ width: `${(100 * effect[side]) / most}%` }}
                aria-hidden="true"
              />
              <b className="num">{effect[side]}</b>
            </dd>
          </div>
        ))}
      </dl>
      {effect.mean !== null && <p className="num">{say('effectMean', { points: signed(effect.mean, 1) })}</p>}
      <p className="quiet small">{say('effectNote')}</p>
      <Link to="/score" className={css.go}>
        {say('toWeights')} <Icon name="next" size={16} />
      </Link>
    </section>
  )
}

/** Weight with nothing behind it, and what to do. */
function Suspects({ board: { terms, days } }: { board: BoardData }) {
  const say = useText(labellingTexts)
  const locale = useLocale()
  const suspects = terms.filter(term => term.standing === 'unproven' || term.standing === 'weak')
  return (
    <section className={`card ${css.suspects}`}>
      <header>
        <h2>
          {say('suspects')} <span className="num">{suspects.length}</span>
        </h2>
        <p className="quiet small">{say('suspectsHint')}</p>
      </header>
      {suspects.length === 0 && (
        <p className="quiet">{say(terms.some(term => term.seen > 0) ? 'suspectsNone' : 'suspectsUnused')}</p>
      )}
      <ul>
        {suspects.map(term => (
          <li key={term.term} className={css.suspect}>
            <div>
              <h3>{pick(term.name, locale)}</h3>
              <p className="num">
                {term.share
                  ? say('whyWeak', {
                      value: percent(term.share.value),
                      range: percentRange(term.share.low, term.share.high),
                      weight: signed(term.weight),
                    })
                  : say('whyUnproven', { days, count: term.seen, weight: signed(term.weight) })}
              </p>
            </div>
            <p className="quiet num">
              {term.adjusted ? say('doLower', { weight: signed(term.adjusted.weight) }) : say('doDraw')}{' '}
              <Link to={term.adjusted ? '/score' : '/strategies'} className="link">
                {say(term.adjusted ? 'toWeights' : 'toStrategies')}
              </Link>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Batches({ board: { batches } }: { board: BoardData }) {
  const say = useText(labellingTexts)
  if (batches.length === 0) return null
  const number = (key: 'population' | 'sample' | 'doubled' | 'judged') => ({
    ...{ key, title: say(key), numeric: true },
    render: (row: BoardData['batches'][number]) => <span className="num">{row[key]}</span>,
  })
  return (
    <section className={`card ${css.table}`}>
      <h2>{say('batches')}</h2>
      <SimpleTable
        label={say('batches')}
        items={batches}
        rowKey={row => row.week}
        columns={[
          {
            key: 'week',
            title: say('week'),
            phone: 'title',
            render: row => <span className="num">{row.week}</span>,
          },
          number('population'),
          number('sample'),
          number('doubled'),
          number('judged'),
        ]}
      />
    </section>
  )
}

function People({ board: { people } }: { board: BoardData }) {
  const say = useText(labellingTexts)
  const names = useNames()
  if (people.length === 0) return null
  return (
    <section className={`card ${css.readers}`}>
      <h2>{say('people')}</h2>
      <ul>
        {people.map(({ userId, done, given }) => (
          <li key={userId}>
            <span>{names.person(userId)}</span>
            <i className={css.bar} aria-hidden="true">
              <i className={css.done} style={{ width: `${(100 * done) / Math.max(1, given)}%` }} />
            </i>
            <b className="num">{say('personDone', { done, given })}</b>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Method() {
  const say = useText(labellingTexts)
  return (
    <details className={css.method}>
      <summary>{say('method')}</summary>
      <p className="quiet">{say('methodText')}</p>
    </details>
  )
}
