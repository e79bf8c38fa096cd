import {
  type Adoption,
  type Finding,
  fewestInWeek,
  fewestPeers,
  lowChance,
  type WorkDifference,
} from '#decision/adoption/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useNames } from '../../../crm/data.ts'
import { percent, signed } from '../../../ui/format.ts'
import css from './adoption.module.css'
import { adoptionTexts } from './texts.ts'
import { useHours } from './useHours.ts'

/** Who was below comparable people two weeks running, and what was different about their work. */
export function Findings({ adoption: { findings, own, strategies } }: { adoption: Adoption }) {
  const say = useText(adoptionTexts)
  if (own && findings.length === 0) return null
  const names = new Map(strategies.map(({ strategyId, name }) => [strategyId, name]))
  return (
    <section className={`card ${css.findings}`}>
      <header>
        <h2>{say(own ? 'mineFinding' : findings.length > 0 ? 'findings' : 'findingsNone')}</h2>
        {findings.length > 0 && <p className="quiet small">{say('findingsHint')}</p>}
      </header>
      <ul>
        {findings.map(finding => (
          <One key={`${finding.userId} ${finding.week}`} finding={finding} strategies={names} own={own} />
        ))}
      </ul>
      <p className="quiet small">
        {say('findingRule', { least: fewestInWeek, peers: fewestPeers, chance: percent(lowChance) })}
      </p>
    </section>
  )
}

interface OneProps {
  finding: Finding
  strategies: Map<string | null, string | null>
  own: boolean
}

function One({ finding, strategies, own }: OneProps) {
  const say = useText(adoptionTexts)
  const people = useNames()
  const [first, second] = finding.weeks
  if (!first || !second) return null
  return (
    <li>
      {!own && <h3>{people.person(finding.userId)}</h3>}
      <p className="num">
        {say('findingWeeks', {
          first: first.week.slice(5),
          second: second.week.slice(5),
          count: first.count + second.count,
          n: first.n + second.n,
          people: second.peers.people,
          peersCount: first.peers.count + second.peers.count,
          peersN: first.peers.n + second.peers.n,
        })}
      </p>
      {finding.differences.length === 0 ? (
        <p className="quiet">{say('findingNoDifference')}</p>
      ) : (
        <dl>
          {finding.differences.map(one => (
            <Differs key={`${one.factor} ${one.value}`} one={one} strategies={strategies} />
          ))}
        </dl>
      )}
    </li>
  )
}

function Differs({ one, strategies }: { one: WorkDifference; strategies: OneProps['strategies'] }) {
  const say = useText(adoptionTexts)
  const hours = useHours()
  const { factor, difference } = one
  const value = one.value ?? ''
  const name = {
    load: () => say('load'),
    accounts: () => say('accounts'),
    chance: () => say('chance'),
    hours: () => say('hoursFactor'),
    tier: () => say('tier', { value }),
    industry: () => say('industry', { value }),
    region: () => say('region', { value }),
    strategy: () => say('strategyFactor', { value: strategies.get(value) ?? value }),
  }[factor]()
  const said = (number: number) =>
    factor === 'load'
      ? say('itemsValue', { value: number.toFixed(1) })
      : factor === 'accounts'
        ? say('accountsValue', { value: number.toFixed(1) })
        : factor === 'hours'
          ? hours(number)
          : percent(number)
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">
        {say('ownPeers', { own: said(one.own), peers: said(one.peers) })}{' '}
        <span className="quiet small">{say('sd', { value: signed(difference, 1) })}</span>
      </dd>
    </div>
  )
}
