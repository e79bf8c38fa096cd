import { useQuery } from '@tanstack/react-query'
import { Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import {
  type DeliveryView,
  deliveryRoutes,
  type NeedInput,
  type OffersView,
  type OfferView,
} from '#collaboration/delivery/api.ts'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { useNames } from '../../../crm/data.ts'
import { isoDay } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { daysText, offersQuery, slotQuery, teamsQuery } from './data.ts'
import css from './delivery.module.css'
import { DayInput, Labelled } from './Fields.tsx'
import { StateChip } from './marks.tsx'
import { NoTeams } from './NoTeams.tsx'
import { deliveryTexts } from './texts.ts'
import { Unpaid } from './Unpaid.tsx'
import { wishOf } from './wish.ts'

/** The slot of a quote: what is held or planned, or what is free and why not more. */
export function SlotPicker({ quote }: { quote: QuoteView }) {
  const say = useText(deliveryTexts)
  const may = useMay()
  const query = useQuery({ ...slotQuery(quote.id), enabled: may('delivery.read') })
  const [changing, setChanging] = useState(false)
  if (!may('delivery.read')) return null
  return (
    <section className={`card ${css.panel}`} aria-label={say('slot')}>
      <Loaded query={query} skeleton={<SkeletonLines rows={2} />}>
        {({ delivery, team, skills, signedAt }) => {
          const standing = delivery && !['released', 'cancelled'].includes(delivery.state)
          const open = ['draft', 'issued', 'accepted'].includes(quote.state)
          return (
            <>
              <header className={css.panelHead}>
                <h2>{say('slot')}</h2>
                {standing && <StateChip delivery={delivery} />}
              </header>
              {standing && (
                <Standing
                  quote={quote}
                  slot={delivery}
                  team={team}
                  changing={changing}
                  setChanging={setChanging}
                />
              )}
              {!standing && delivery && <Released slot={delivery} />}
              {(!standing || changing) && open && may('quote.write') && (
                <Choose
                  quote={quote}
                  skills={skills}
                  slot={standing ? delivery : null}
                  urgent={signedAt !== null}
                  onDone={() => setChanging(false)}
                />
              )}
            </>
          )
        }}
      </Loaded>
    </section>
  )
}

function Released({ slot }: { slot: DeliveryView }) {
  const say = useText(deliveryTexts)
  const locale = useLocale()
  const why = slot.reason === 'expired' ? say('whyExpired') : ''
  return <p className="quiet">{say('lastReleased', { day: daysText(slot.from, slot.to, locale), why })}</p>
}

function Standing({
  quote,
  slot,
  team,
  changing,
  setChanging,
}: {
  quote: QuoteView
  slot: DeliveryView
  team: { name: string; leadId: string | null } | null
  changing: boolean
  setChanging: (changing: boolean) => void
}) {
  const say = useText(deliveryTexts)
  const locale = useLocale()
  const may = useMay()
  const names = useNames()
  const undo = useUndo()
  const days = daysText(slot.from, slot.to, locale)
  const hold = useHold(quote.id)
  const release = useSave(() => call(deliveryRoutes.release, { params: { id: quote.id } }), {
    refetch: [['delivery'], ['loop']],
    onDone: () => undo(say('releasedToast', { day: days }), () => hold.mutate(slot)),
  })
  return (
    <>
      <p className={css.slotDays}>
        <strong className="num">{days}</strong>
        <span>
          {team?.name} · {say('people', { count: slot.people })} · {slot.skill ?? say('anybody')}
        </span>
      </p>
      <p className="quiet small">
        {slot.state === 'held'
          ? slot.expiresAt
            ? say('heldUntil', { day: isoDay(slot.expiresAt - 1) })
            : say('heldKept')
          : say('signedHint', { lead: names.person(team?.leadId) || (team?.name ?? '') })}
        {slot.state === 'planned' && ` ${say('startsByItself')}`}
      </p>
      <Unpaid delivery={slot} lead={names.person(team?.leadId)} />
      {slot.state === 'held' && may('quote.write') && (
        <div className={css.acts}>
          <Button onClick={() => setChanging(!changing)}>{say(changing ? 'keep' : 'change')}</Button>
          <Button type="text" loading={release.isPending} onClick={() => release.mutate(undefined)}>
            {say('release')}
          </Button>
        </div>
      )}
    </>
  )
}

type Wanted = Pick<DeliveryView, 'teamId' | 'skill' | 'people' | 'days' | 'from'>

function useHold(quoteId: string, onDone?: () => void) {
  return useSave(
    ({ teamId, skill, people, days, from }: Wanted) =>
      call(deliveryRoutes.hold, { params: { id: quoteId }, body: { teamId, skill, people, days, from } }),
    { refetch: [['delivery'], ['loop']], ...(onDone && { onDone }) },
  )
}

function Choose({
  quote,
  skills,
  slot,
  urgent,
  onDone,
}: {
  quote: QuoteView
  skills: string[]
  slot: DeliveryView | null
  /** The contract is signed: a slot is the next step. */
  urgent: boolean
  onDone: () => void
}) {
  const say = useText(deliveryTexts)
  const [need, setNeed] = useState<NeedInput>(() => wishOf(quote, skills, slot, isoDay(Date.now())))
  const offers = useQuery(offersQuery({ ...need, quoteId: quote.id }))
  const set = (change: Partial<NeedInput>) => setNeed(before => ({ ...before, ...change }))
  const hold = useHold(quote.id, onDone)
  return (
    <div className={css.choose}>
      <p className="quiet small">{say('slotHint')}</p>
      <div className={css.wish}>
        <Labelled label={say('skill')}>
          <Select
            aria-label={say('skill')}
            value={need.skill ?? ''}
            onChange={skill => set({ skill: skill || null })}
            options={[
              { value: '', label: say('anybody') },
              ...skills.map(value => ({ value, label: value })),
            ]}
          />
        </Labelled>
        <Labelled label={say('peopleWanted')}>
          <InputNumber
            aria-label={say('peopleWanted')}
            min={1}
            max={20}
            value={need.people}
            onChange={people => people && set({ people })}
          />
        </Labelled>
        <Labelled label={say('daysWanted')}>
          <InputNumber
            aria-label={say('daysWanted')}
            min={1}
            max={60}
            value={need.days}
            onChange={days => days && set({ days })}
          />
        </Labelled>
        <Labelled label={say('from')}>
          <DayInput label={say('from')} value={need.from} onChange={from => set({ from })} />
        </Labelled>
        <Labelled label={say('to')}>
          <DayInput label={say('to')} value={need.to} onChange={to => set({ to })} />
        </Labelled>
      </div>
      <Loaded query={offers} skeleton={<SkeletonLines rows={3} />}>
        {found => (
          <Offered
            found={found}
            need={need}
            busy={hold.isPending}
            urgent={urgent}
            choose={offer => hold.mutate({ ...need, ...offer })}
          />
        )}
      </Loaded>
    </div>
  )
}

function Offered({
  found,
  need,
  busy,
  urgent,
  choose,
}: {
  found: OffersView
  need: NeedInput
  busy: boolean
  urgent: boolean
  choose: (offer: OfferView) => void
}) {
  const say = useText(deliveryTexts)
  const { data, isSuccess: isRead } = useQuery(teamsQuery)
  const teams = data?.items ?? []
  const name = (id: string) => teams.find(team => team.id === id)?.name ?? ''
  const none = found.offers.length === 0
  if (none && isRead && teams.length === 0) return <NoTeams />
  return (
    <>
      {none && <p className={css.none}>{say('noneInWindow')}</p>}
      {none && found.later.length > 0 && <p className="quiet small">{say('nextFree')}</p>}
      <ul className={css.offers}>
        {(none ? found.later : found.offers).slice(0, 6).map((offer, at) => (
          <OfferLine
            key={`${offer.teamId} ${offer.from}`}
            offer={offer}
            team={name(offer.teamId)}
            primary={urgent && at === 0}
            busy={busy}
            choose={choose}
          />
        ))}
      </ul>
      {found.reasons.length > 0 && (
        <ul className={css.reasons}>
          {found.reasons.map(({ teamId, kind, have }) => {
            const words = {
              skill: 'whySkill',
              people: 'whyPeople',
              window: 'whyWindow',
              full: 'whyFull',
            } as const
            return (
              <li key={teamId}>{say(words[kind], { team: name(teamId), have, skill: need.skill ?? '' })}</li>
            )
          })}
        </ul>
      )}
    </>
  )
}

function OfferLine({
  offer,
  team,
  primary,
  busy,
  choose,
}: {
  offer: OfferView
  team: string
  primary: boolean
  busy: boolean
  choose: (offer: OfferView) => void
}) {
  const say = useText(deliveryTexts)
  const locale = useLocale()
  const days = daysText(offer.from, offer.to, locale)
  return (
    <li>
      <div>
        <strong className="num">{days}</strong>
        <span className="quiet small">
          {team} · {say('couldDo', { count: offer.free })}
          {!offer.noticed && ` · ${say('notNoticed')}`}
        </span>
      </div>
      <Button
        type={primary ? 'primary' : 'default'}
        disabled={busy}
        aria-label={`${say('hold')} ${days} ${team}`}
        onClick={() => choose(offer)}
      >
        {say('hold')}
      </Button>
    </li>
  )
}
