import {
  type Adoption,
  fewDecided,
  fewestCompared,
  outcomeDays,
  type ShareView,
} from '#decision/adoption/api.ts'
import { useText } from '../../../app/i18n.ts'
import { ConfidenceLine } from '../../../ui/ConfidenceBar.tsx'
import { signed } from '../../../ui/format.ts'
import css from './adoption.module.css'
import { adoptionTexts } from './texts.ts'

type Difference = Adoption['outcome']['difference']

/** What goes together with adopting: outcomes, a look at the evidence, better results. None of it proves an effect. */
export function Comparisons({ adoption: { outcome, checked, gap, own } }: { adoption: Adoption }) {
  const say = useText(adoptionTexts)
  return (
    <>
      <div className={css.three}>
        <Compare
          title={say('outcome')}
          note={say('outcomeNote', { days: outcomeDays })}
          sides={[
            [say('didTake'), outcome.taken],
            [say('didLeave'), outcome.left],
          ]}
          difference={outcome.difference}
        />
        <Compare
          title={say('checkedTitle')}
          note={say('outcomeNote', { days: outcomeDays })}
          sides={[
            [say('looked'), checked.looked],
            [say('blind'), checked.blind],
          ]}
          difference={checked.difference}
        />
        {!own && (
          <Compare
            title={say('gap')}
            note={
              gap
                ? say('gapNote', { people: gap.people })
                : say('gapFew', { days: outcomeDays, least: fewestCompared })
            }
            sides={
              gap
                ? [
                    [say('gapHigh'), gap.high],
                    [say('gapLow'), gap.low],
                  ]
                : []
            }
            difference={gap?.difference ?? null}
          />
        )}
      </div>
      <p className="quiet small">{say('association')}</p>
    </>
  )
}

interface CompareProps {
  title: string
  note: string
  sides: [string, ShareView | null][]
  difference: Difference
}

function Compare({ title, note, sides, difference }: CompareProps) {
  const say = useText(adoptionTexts)
  const points = (value: number) => signed(value * 100, 0)
  return (
    <section className={`card ${css.compare}`}>
      <h2>{title}</h2>
      <p className="quiet small">{note}</p>
      <dl>
        {sides.map(([name, share]) => (
          <div key={name}>
            <dt>
              {name}
              {share && (
                <span className="num quiet small">
                  {' '}
                  {share.count} / {share.n}
                  {share.n < fewDecided && ` · ${say('few')}`}
                </span>
              )}
            </dt>
            <dd>{share ? <ConfidenceLine estimate={share} /> : say('notEnough')}</dd>
          </div>
        ))}
      </dl>
      {sides.length > 0 && (
        <p className="num">
          {difference
            ? say('differenceLine', {
                value: points(difference.value),
                low: points(difference.low),
                high: points(difference.high),
              })
            : say('differenceNone', { days: outcomeDays, least: fewestCompared })}
        </p>
      )}
      {difference && difference.low <= 0 && difference.high >= 0 && (
        <p className="quiet small">{say('unclear')}</p>
      )}
    </section>
  )
}
