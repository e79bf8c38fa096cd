import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { type Calendar, type DeliveryView, deliveryRoutes } from '#collaboration/delivery/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { useNames } from '../../../crm/data.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { addDays, daysText, offersQuery } from './data.ts'
import css from './delivery.module.css'
import { DayInput, Labelled } from './Fields.tsx'
import { StateChip } from './marks.tsx'
import { deliveryTexts } from './texts.ts'
import { Unpaid } from './Unpaid.tsx'
import { useMove } from './useMove.ts'

type Team = Calendar['teams'][number]

/** One delivery: whose it is, who does it, and what its lead can do with it. */
export function DeliverySheet({
  delivery,
  teams,
  onClose,
}: {
  delivery: DeliveryView | undefined
  teams: Team[]
  onClose: () => void
}) {
  const say = useText(deliveryTexts)
  return (
    <Sheet
      open={delivery !== undefined}
      onClose={onClose}
      title={delivery?.deal?.title ?? say('taken')}
      {...(delivery?.deal?.accountName ? { subtitle: delivery.deal.accountName } : {})}
    >
      {delivery && <Inside key={delivery.id} delivery={delivery} teams={teams} onClose={onClose} />}
    </Sheet>
  )
}

function Inside({
  delivery,
  teams,
  onClose,
}: {
  delivery: DeliveryView
  teams: Team[]
  onClose: () => void
}) {
  const say = useText(deliveryTexts)
  const locale = useLocale()
  const names = useNames()
  const may = useMay()
  const go = useGo()
  const team = teams.find(({ id }) => id === delivery.teamId)
  const who = team?.resources.filter(({ id }) => delivery.resourceIds.includes(id)).map(({ name }) => name)
  const { deal } = delivery
  return (
    <div className={css.sheet}>
      <dl className={css.facts}>
        <dt>{say('state')}</dt>
        <dd>
          <StateChip delivery={delivery} />
        </dd>
        <dt>{say('day')}</dt>
        <dd>
          {daysText(delivery.from, delivery.to, locale)} · {say('days', { count: delivery.days })}
        </dd>
        <dt>{say('team')}</dt>
        <dd>{team?.name}</dd>
        <dt>{say('who')}</dt>
        <dd>{who?.join('、')}</dd>
        <dt>{say('skillOf')}</dt>
        <dd>
          {delivery.skill ?? say('anybody')} · {say('people', { count: delivery.people })}
        </dd>
        {deal && (
          <>
            <dt>{say('owner')}</dt>
            <dd>{names.person(deal.ownerId)}</dd>
          </>
        )}
      </dl>
      {deal && <Unpaid delivery={delivery} lead={names.person(team?.leadId ?? null)} />}
      {!deal && <p className="quiet">{say('otherDeal')}</p>}
      {deal && may('quote.read') && (
        <Button onClick={() => void go(`/quotes/${deal.quoteId}?view=deal`)}>{say('openDeal')}</Button>
      )}
      {deal && may('delivery.write') && delivery.state !== 'done' && (
        <Move delivery={delivery} teams={teams} onClose={onClose} />
      )}
      {deal && may('delivery.write') && <Ends delivery={delivery} onClose={onClose} />}
    </div>
  )
}

/** Another day or team, chosen among what is really free. */
function Move({ delivery, teams, onClose }: { delivery: DeliveryView; teams: Team[]; onClose: () => void }) {
  const say = useText(deliveryTexts)
  const locale = useLocale()
  const [from, setFrom] = useState(addDays(delivery.from, 1))
  const { move } = useMove([delivery], onClose)
  const { skill, people, days } = delivery
  const body = { skill, people, days, from, to: addDays(from, 28), quoteId: delivery.deal!.quoteId }
  const found = useQuery(offersQuery(body)).data
  const offers = found?.offers ?? []
  const [chosen, setChosen] = useState<string>()
  const value = offers.some(offer => `${offer.teamId} ${offer.from}` === chosen) ? chosen : undefined
  const team = (id: string) => teams.find(each => each.id === id)?.name ?? ''
  return (
    <fieldset className={css.group}>
      <legend>{say('move')}</legend>
      <div className={css.moveRow}>
        <Labelled label={say('from')}>
          <DayInput label={say('from')} value={from} onChange={setFrom} />
        </Labelled>
        <Labelled label={say('moveTo')}>
          <Select
            aria-label={say('moveTo')}
            value={value ?? null}
            onChange={next => setChosen(next ?? undefined)}
            notFoundContent={say('noMove')}
            options={offers.map(offer => ({
              value: `${offer.teamId} ${offer.from}`,
              label: `${daysText(offer.from, offer.to, locale)} · ${team(offer.teamId)}`,
            }))}
          />
        </Labelled>
      </div>
      <Button
        disabled={!value}
        loading={move.isPending}
        onClick={() => {
          const [teamId, day] = value!.split(' ') as [string, string]
          move.mutate({ id: delivery.id, version: delivery.version, teamId, from: day })
        }}
      >
        {say('move')}
      </Button>
    </fieldset>
  )
}

function Ends({ delivery, onClose }: { delivery: DeliveryView; onClose: () => void }) {
  const say = useText(deliveryTexts)
  const undo = useUndo()
  const [reason, setReason] = useState('')
  const { id } = delivery
  const refetch = [['delivery'], ['loop']]
  const reopen = useSave(
    (version: number) => call(deliveryRoutes.reopen, { params: { id }, body: { version } }),
    {
      refetch,
    },
  )
  const after = (words: string) => (now: DeliveryView) => {
    onClose()
    undo(words, () => reopen.mutate(now.version))
  }
  const done = useSave(
    () => call(deliveryRoutes.done, { params: { id }, body: { version: delivery.version } }),
    { refetch, onDone: after(say('doneToast')) },
  )
  const cancel = useSave(
    () =>
      call(deliveryRoutes.cancel, {
        params: { id },
        body: { version: delivery.version, ...(reason.trim() ? { reason: reason.trim() } : {}) },
      }),
    { refetch, onDone: after(say('cancelledToast')) },
  )
  if (delivery.state === 'done') return null
  return (
    <>
      {delivery.state === 'started' && delivery.unpaid?.decision !== 'pause' && (
        <Button
          type={delivery.unpaid && !delivery.unpaid.decision ? 'default' : 'primary'}
          loading={done.isPending}
          onClick={() => done.mutate(undefined)}
        >
          {say('markDone')}
        </Button>
      )}
      <fieldset className={css.group}>
        <legend>{say('cancel')}</legend>
        <Input
          aria-label={say('reason')}
          placeholder={say('reasonHint')}
          maxLength={200}
          value={reason}
          onChange={event => setReason(event.target.value)}
        />
        <Button danger loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
          {say('cancel')}
        </Button>
      </fieldset>
    </>
  )
}
