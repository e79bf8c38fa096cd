import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { type MatrixDraft, mandateRoutes, type Simulation } from '#collaboration/mandate/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useSave } from '../../../app/useSave.ts'
import { isoDay } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { Money } from '../../../ui/Values.tsx'
import css from './mandate.module.css'
import { mandateTexts } from './texts.ts'
import { measureName } from './words.ts'

/** The past quarter under the draft, and below it the button that puts it in force. */
export function SimulationSheet({
  draft,
  open,
  onClose,
}: {
  draft: MatrixDraft
  open: boolean
  onClose: () => void
}) {
  const say = useText(mandateTexts)
  const [note, setNote] = useState('')
  const force = useSave(
    () => call(mandateRoutes.putInForce, { body: { edit: draft.edit, note: note.trim() } }),
    { said: say('inForceNow'), refetch: [['mandate']], onDone: onClose },
  )
  const footer = (
    <div className={css.force}>
      <Input
        aria-label={say('note')}
        placeholder={say('noteHint')}
        maxLength={200}
        value={note}
        onChange={event => setNote(event.target.value)}
      />
      <Button type="primary" loading={force.isPending} onClick={() => force.mutate(undefined)}>
        {say('force')}
      </Button>
    </div>
  )
  return (
    <Sheet open={open} onClose={onClose} title={say('simulation')} width={640} footer={footer}>
      {open && <Body edit={draft.edit} />}
    </Sheet>
  )
}

function Body({ edit }: { edit: number }) {
  const query = useQuery({
    queryKey: ['mandate-simulation', edit],
    queryFn: () => call(mandateRoutes.simulate),
    gcTime: 0,
  })
  return <Loaded query={query}>{data => <Result data={data} />}</Loaded>
}

function Result({ data }: { data: Simulation }) {
  const say = useText(mandateTexts)
  if (data.revisions === 0) return <p className="quiet">{say('simulationNone')}</p>
  return (
    <div className={css.form}>
      <p className="quiet small">
        {say('simulationBasis', { from: isoDay(data.from), to: isoDay(data.to), count: data.revisions })}
      </p>
      <div className={css.figures}>
        <Figure label={say('insideCount')} before={data.before.inside} after={data.after.inside} />
        <Figure label={say('handOffs')} before={data.before.handOffs} after={data.after.handOffs} />
        <Figure label={say('blockedCount')} before={data.before.blocked} after={data.after.blocked} />
      </div>
      {data.people.length > 0 && <People people={data.people} />}
      <section className={css.section}>
        <h2>{say('differing', { count: data.differingCount })}</h2>
        {data.differingCount === 0 && <p className="quiet">{say('noDifference')}</p>}
        <ul className={css.list}>
          {data.differing.map(one => (
            <Differing key={`${one.quoteId} ${one.revision}`} one={one} />
          ))}
        </ul>
      </section>
    </div>
  )
}

function Figure({ label, before, after }: { label: string; before: number; after: number }) {
  const say = useText(mandateTexts)
  const change = after - before
  return (
    <div className={css.figure}>
      <span>{label}</span>
      <b>
        {before} → {after}
      </b>
      <small>
        {change === 0 ? say('same') : say(change < 0 ? 'fewer' : 'more', { count: Math.abs(change) })}
      </small>
    </div>
  )
}

function People({ people }: { people: Simulation['people'] }) {
  const say = useText(mandateTexts)
  return (
    <table className={css.people}>
      <caption className="unseen">{say('perPerson')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('perPerson')}</th>
          <th scope="col">{say('nowRule')}</th>
          <th scope="col">{say('newRule')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map(({ id, name, before, after }) => (
          <tr key={id}>
            <td>{name}</td>
            <td className="num">{before}</td>
            <td className="num">{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Differing({ one }: { one: Simulation['differing'][number] }) {
  const say = useText(mandateTexts)
  const locale = useLocale()
  const way = ({ inside, blocked, people }: typeof one.before) =>
    inside
      ? say('goesAlone')
      : blocked
        ? say('goesNowhere')
        : people.map(group => group.join(say('orOne'))).join(say('andAlso'))
  const outside = one.outside.map(measure => measureName(measure, locale)).join(locale === 'en' ? ', ' : '、')
  return (
    <li>
      <Link to={`/quotes/${one.quoteId}`}>
        {one.name} <span className="quiet num">{one.number}</span>
      </Link>
      {one.amount === null ? <span>—</span> : <Money minor={one.amount} />}
      <span className={css.way}>
        {isoDay(one.issuedAt)} · {say('revision', { number: one.revision })} · {say('nowRule')}:{' '}
        {way(one.before)} → {say('newRule')}: {way(one.after)}
        {outside && ` · ${say('outsideOf', { measures: outside })}`}
      </span>
    </li>
  )
}
