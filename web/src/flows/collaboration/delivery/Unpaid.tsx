import { Button } from 'antd'
import { type DeliveryView, deliveryRoutes, type UnpaidDecision } from '#collaboration/delivery/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { exactTime } from '../../../ui/format.ts'
import { useUndo } from '../../../ui/useUndo.tsx'
import css from './delivery.module.css'
import { deliveryTexts } from './texts.ts'

/** The first payment was taken back after the work began: its lead pauses or goes on; nothing where all is well. */
export function Unpaid({ delivery, lead }: { delivery: DeliveryView; lead: string }) {
  const say = useText(deliveryTexts)
  const leads = useMay()('delivery.write')
  const undo = useUndo()
  const refetch = [['delivery'], ['loop']]
  const send = ({ version, decision }: { version: number; decision: UnpaidDecision | null }) =>
    call(deliveryRoutes.unpaid, { params: { id: delivery.id }, body: { version, decision } })
  const back = useSave(send, { refetch })
  const decide = useSave(send, {
    refetch,
    onDone: ({ version }, { decision }) =>
      undo(say(decision === 'pause' ? 'pausedToast' : 'goesOnToast'), () =>
        back.mutate({ version, decision: delivery.unpaid?.decision ?? null }),
      ),
  })
  const { unpaid, version } = delivery
  if (!unpaid || delivery.state !== 'started') return null
  const { decision } = unpaid
  const when = exactTime(unpaid.since)
  const press = (next: UnpaidDecision) => (
    <Button
      key={next}
      type={decision === null && next === 'pause' ? 'primary' : 'default'}
      loading={decide.isPending}
      onClick={() => decide.mutate({ version, decision: next })}
    >
      {say(next === 'pause' ? 'pause' : 'goOn')}
    </Button>
  )
  return (
    <div className={css.notice} role="status">
      <p>
        {decision === 'pause' && say('unpaidPaused')}
        {decision === 'go-on' && say('unpaidGoesOn')}
        {decision === null && say(leads ? 'unpaidAsk' : 'unpaidOwner', { when, lead })}
      </p>
      {leads && (
        <div className={css.acts}>
          {(['pause', 'go-on'] as const).filter(each => each !== decision).map(press)}
        </div>
      )}
    </div>
  )
}
