import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import type { LoopFigures } from '#collaboration/loop/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useUrlState } from '../../../app/url-state.ts'
import { exactTime, isoDay, percent } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { figuresQuery, spanText } from './data.ts'
import css from './loop.module.css'
import { loopTexts } from './texts.ts'

const periods = [30, 90, 365]

/** How the loop goes: closed with nobody asked, people not asked, time from quote to money, and each step's usual time. */
export function Figures({
  owner,
  department,
}: {
  owner: string | undefined
  department: string | undefined
}) {
  const say = useText(loopTexts)
  const [search, change] = useUrlState()
  const days = periods.find(each => String(each) === search.days) ?? 90
  const query = useQuery(
    figuresQuery({
      days,
      ...(owner ? { owner: owner as 'me' } : {}),
      ...(department ? { department } : {}),
    }),
  )
  return (
    <section className={`card ${css.figures}`} aria-label={say('figures')}>
      <header>
        <h2>{say('figures')}</h2>
        <Segmented
          size="small"
          aria-label={say('period')}
          value={days}
          options={periods.map(value => ({ value, label: say('lastDays', { count: value }) }))}
          onChange={value => change({ days: value === 90 ? undefined : String(value) })}
        />
      </header>
      <Loaded query={query} skeleton={<SkeletonLines rows={3} />}>
        {data => <Inside data={data} />}
      </Loaded>
    </section>
  )
}

function Inside({ data }: { data: LoopFigures }) {
  const say = useText(loopTexts)
  const { inside, handOffs, whole } = data
  const none = inside.n === 0
  return (
    <>
      <div className={css.two}>
        <dl className={css.tiles}>
          <div>
            <dt>{say('insideTitle')}</dt>
            <dd>
              <b className="num">{none ? say('notYet') : percent(inside.inside / inside.n)}</b>
              <small className="quiet">{none ? say('notYetHint') : say('insideOf', inside)}</small>
            </dd>
          </div>
          <div>
            <dt title={say('handOffsHint')}>{say('handOffs')}</dt>
            <dd>
              <b className="num">
                {none ? say('notYet') : say('times', { count: handOffs.classic - handOffs.asked })}
              </b>
              <small className="quiet">{none ? say('notYetHint') : say('handOffsOf', handOffs)}</small>
            </dd>
          </div>
          <div>
            <dt>{say('whole')}</dt>
            <dd>
              <b className="num">{whole.median === null ? say('notYet') : spanText(whole.median, say)}</b>
              <small className="quiet">
                {whole.median === null ? say('notYetHint') : say('wholeOf', { n: whole.n })}
              </small>
            </dd>
          </div>
        </dl>
        <Medians data={data} />
      </div>
      <p className="quiet small">
        {say('handOffsHint')} {say('mediansHint')} {isoDay(data.from)} – {isoDay(data.to)} ·{' '}
        {say('asOf', { at: exactTime(data.to) })}
      </p>
    </>
  )
}

/** One bar per step, as long as its usual time; the number is beside it. */
function Medians({ data }: { data: LoopFigures }) {
  const say = useText(loopTexts)
  const longest = Math.max(1, ...data.medians.map(({ median }) => median ?? 0))
  return (
    <table className={css.medians}>
      <caption>{say('medians')}</caption>
      <tbody>
        {data.medians.map(({ step, n, median }) => (
          <tr key={step}>
            <th scope="row">{say(step)}</th>
            <td>
              <i style={{ width: `${((median ?? 0) / longest) * 100}%` }} />
            </td>
            <td className="num">{median === null ? '—' : spanText(median, say)}</td>
            <td className="num quiet">{say('deals', { count: n })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
