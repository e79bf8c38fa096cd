import type { ReactNode } from 'react'
import type { ExperimentView } from '#decision/experiment/api.ts'
import { count, percent, signed } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { actWords } from '../ingest/act-words.ts'
import css from './experiment.module.css'
import { armName, plainNumber, type Speaker } from './words.ts'

interface Props {
  view: ExperimentView
  speaker: Speaker
}

/** What must hold for the answer to be trusted. */
export function HealthCard({ view, speaker }: Props) {
  const { say } = speaker
  const { ratio, balance, cuped, guards, mixedAccounts } = view.health
  const checks = [
    ratio.ok,
    balance.ok,
    !cuped?.flips,
    ...guards.map(guard => !guard.isHarmed),
    mixedAccounts === 0,
  ]
  // As everywhere on the page: the arm that is acted on first, the control arm last.
  const arms = view.arms.toSorted((a, b) => Number(a.id === view.control) - Number(b.id === view.control))
  const failed = checks.filter(ok => !ok).length
  // Of nobody every check passes: that would be a promise, not a finding.
  if (view.exposed === 0)
    return (
      <section className={`card ${css.card}`}>
        <header>
          <h2>{say('health')}</h2>
        </header>
        <p className="quiet">{say('healthEmpty')}</p>
      </section>
    )
  return (
    <section className={`card ${css.card}`}>
      <header>
        <h2>{say('health')}</h2>
        <span className={failed === 0 ? css.good : css.bad}>
          {failed === 0 ? say('allPass', { count: checks.length }) : say('somePass', { count: failed })}
        </span>
      </header>
      <Check ok={ratio.ok} title={say('ratio')} value={`p = ${ratio.p.toFixed(3)}`}>
        <div className={css.shares} aria-hidden="true">
          {arms.map(arm => (
            <i
              key={arm.id}
              className={arm.id === view.control ? css.control : ''}
              style={{ flexGrow: arm.exposed }}
            />
          ))}
        </div>
        {say('ratioHint', {
          counts: arms
            .map(arm => say('ratioArm', { arm: armName(arm.id, say), n: count(arm.exposed) }))
            .join(' : '),
          shares: arms.map(arm => percent(arm.share)).join(' : '),
        })}
      </Check>
      <Check
        ok={balance.ok}
        title={say('balance')}
        value={say('largestValue', { largest: balance.largest.toFixed(3) })}
      >
        <ul className={css.balance}>
          {balance.items.map(({ name, difference }) => (
            <li key={name}>
              <span>{say(name)}</span>
              <span className="num">{signed(difference, 3)}</span>
            </li>
          ))}
        </ul>
        {say('balanceHint', { largest: balance.largest.toFixed(3), bound: balance.bound.toFixed(2) })}
      </Check>
      <CupedCheck view={view} speaker={speaker} />
      {guards.map(guard => (
        <GuardCheck key={guard.events.join()} guard={guard} speaker={speaker} />
      ))}
      {mixedAccounts > 0 && (
        <Check ok={false} title={say('mixed')} value={count(mixedAccounts)}>
          {say('mixedHint', { count: mixedAccounts })}
        </Check>
      )}
      <Check ok title={say('matured')} value={say('maturedValue', { count: count(view.matured) })}>
        {say(view.waiting > 0 ? 'maturedHint' : 'maturedAll', {
          horizon: view.horizonDays,
          count: count(view.waiting),
        })}
      </Check>
    </section>
  )
}

function CupedCheck({ view, speaker: { say } }: Props) {
  const { cuped } = view.health
  const { kind } = view.outcome
  if (!cuped)
    return (
      <Check ok title={say('cuped')} value="–">
        {say(view.matured === 0 ? 'cupedWait' : 'cupedNone')}
      </Check>
    )
  const number = (value: number) => plainNumber(value, kind)
  const change = `${signed(100 * (cuped.varianceRatio - 1), 1)}%`
  return (
    <Check ok={!cuped.flips} title={say('cuped')} value={say('cupedValue', { change })}>
      {cuped.flips
        ? say('cupedFlip')
        : cuped.varianceRatio > 0.99
          ? say('cupedSmall')
          : say('cupedHint', {
              left: percent(cuped.varianceRatio, 1),
              before: number(cuped.halfBefore),
              after: number(cuped.halfAfter),
            })}
    </Check>
  )
}

function GuardCheck({
  guard,
  speaker: { say, locale },
}: {
  guard: ExperimentView['health']['guards'][number]
  speaker: Speaker
}) {
  const points = (value: number) => plainNumber(value, 'rate')
  const { treatment, control, lift, ci, limit } = guard
  const shares = { own: percent(treatment, 1), base: percent(control, 1), limit: percent(limit) }
  return (
    <Check
      ok={!guard.isHarmed}
      title={say('guard', { what: guard.events.map(actWords(locale)).join(' / ') })}
      value={percent(treatment, 1)}
    >
      {treatment === 0 && control === 0
        ? say('guardNone')
        : ci === null
          ? say('guardEarly', shares)
          : say('guardHint', { ...shares, lift: points(lift), low: points(ci[0]), high: points(ci[1]) })}
    </Check>
  )
}

interface CheckProps {
  ok: boolean
  title: string
  value: string
  children: ReactNode
}

function Check({ ok, title, value, children }: CheckProps) {
  return (
    <div className={css.check}>
      <span className={ok ? css.ok : css.notOk}>
        <Icon name={ok ? 'check' : 'warn'} size={13} />
      </span>
      <b>{title}</b>
      <span className="num">{value}</span>
      <div className="quiet small">{children}</div>
    </div>
  )
}
