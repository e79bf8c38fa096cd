import { useMemo } from 'react'
import type { AdjustedView, Question } from '#decision/cause/api.ts'
import { useMode } from '../../../theme/preferences.ts'
import { palettes } from '../../../theme/tokens.ts'
import { Chart } from '../../../ui/Chart.tsx'
import { percent, signed } from '../../../ui/format.ts'
import css from './cause.module.css'
import { HiddenCard } from './HiddenCard.tsx'
import { RefutersCard } from './RefutersCard.tsx'
import { covariateWords, type Speaker } from './words.ts'

export interface ResultProps {
  result: AdjustedView
  question: Question
  speaker: Speaker
}

/** What an adjusted comparison rests on. */
export function AdjustedCards(props: ResultProps) {
  return (
    <div className={css.grid}>
      <OverlapCard {...props} />
      <RefutersCard {...props} />
      <BalanceCard {...props} />
      <HiddenCard {...props} />
    </div>
  )
}

function OverlapCard({ result, speaker }: ResultProps) {
  const { say } = speaker
  const { histogram, outside, kept, effectiveSize } = result.overlap
  const { primary, against } = palettes[useMode()]
  const drawn = useMemo(
    () => histogramOf(histogram, say, [primary, against]),
    [histogram, say, primary, against],
  )
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('overlap')}</h2>
      </header>
      <p className="quiet small">{say('overlapHint')}</p>
      <Chart label={say('overlapLabel')} height={200} {...drawn} />
      <p className="num">
        {say('effective', { treated: kept.treated, untreated: effectiveSize.untreated.toFixed(0) })}
      </p>
      <p className="num quiet small">
        {say('outside', { treated: percent(outside.treated), untreated: percent(outside.untreated) })}
      </p>
    </section>
  )
}

/** Both groups as shares of themselves, one above the line and one below. */
function histogramOf(
  { edges, treated, untreated }: AdjustedView['overlap']['histogram'],
  say: Speaker['say'],
  color: string[],
) {
  const shares = (counts: number[]) => {
    const total = counts.reduce((sum, each) => sum + each, 0) || 1
    return counts.map(each => each / total)
  }
  const [up, down] = [shares(treated), shares(untreated)]
  const names = treated.map((_, i) => `${percent(edges[i]!)}–${percent(edges[i + 1]!)}`)
  const bar = (name: string, data: number[]) => ({
    name,
    type: 'bar',
    stack: 'both',
    barCategoryGap: '12%',
    data,
  })
  return {
    option: {
      color,
      grid: { left: 44, right: 8, top: 28, bottom: 24 },
      legend: { top: 0, left: 0 },
      tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => percent(Math.abs(Number(value)), 1) },
      xAxis: {
        type: 'category',
        data: names,
        axisLabel: { interval: 4, formatter: (name: string) => name.split('–')[0]! },
      },
      yAxis: { type: 'value', axisLabel: { formatter: (value: number) => percent(Math.abs(value)) } },
      series: [
        bar(say('treated'), up),
        bar(
          say('untreated'),
          down.map(share => -share),
        ),
      ],
    },
    table: {
      columns: [say('chance'), say('treated'), say('untreated')],
      rows: names.map((name, i) => [name, percent(up[i]!, 1), percent(down[i]!, 1)]),
    },
  }
}

/** Beyond this many standard deviations two groups are no longer called alike (Austin 2009). */
const alike = 0.1

function BalanceCard({ result, speaker }: ResultProps) {
  const { say } = speaker
  const { balance } = result.overlap
  const off = balance.filter(({ after }) => Math.abs(after) > alike).length
  const widest = Math.max(0.5, ...balance.flatMap(({ before, after }) => [Math.abs(before), Math.abs(after)]))
  const sorted = balance.toSorted((a, b) => Math.abs(b.before) - Math.abs(a.before))
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('balance')}</h2>
        <span className={off === 0 ? css.good : css.bad}>
          {off === 0 ? say('allBalanced', { count: balance.length }) : say('someOff', { count: off })}
        </span>
      </header>
      <p className="quiet small">{say('balanceHint')}</p>
      <table className={css.love}>
        <thead>
          <tr>
            <th scope="col">{say('covariate')}</th>
            <td />
            <th scope="col">{say('before')}</th>
            <th scope="col">{say('afterWeights')}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ name, before, after }) => (
            <tr key={name}>
              <th scope="row" title={covariateWords(name, speaker)}>
                {covariateWords(name, speaker)}
              </th>
              <td>
                <Dots before={before} after={after} widest={widest} />
              </td>
              <td className="num quiet">{signed(before)}</td>
              <td className="num">{signed(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Dots({ before, after, widest }: { before: number; after: number; widest: number }) {
  const at = (value: number) => 100 + (94 * value) / widest
  return (
    <svg className={css.dots} viewBox="0 0 200 16" preserveAspectRatio="none" aria-hidden="true">
      <line className={css.zero} x1="100" x2="100" y1="0" y2="16" />
      {[-alike, alike].map(edge => (
        <line key={edge} className={css.edge} x1={at(edge)} x2={at(edge)} y1="0" y2="16" />
      ))}
      <line className={css.moved} x1={at(before)} x2={at(after)} y1="8" y2="8" />
      <ellipse className={css.was} cx={at(before)} cy="8" rx="3" ry="3.5" />
      <ellipse className={css.is} cx={at(after)} cy="8" rx="3" ry="3.5" />
    </svg>
  )
}
