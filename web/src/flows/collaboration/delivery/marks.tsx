import type { DeliveryView } from '#collaboration/delivery/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { markOf, stateOf } from './data.ts'
import css from './delivery.module.css'
import { deliveryTexts } from './texts.ts'

/** Where a delivery stands. */
export function StateChip({ delivery }: { delivery: DeliveryView }) {
  const say = useText(deliveryTexts)
  const [tone, word] = stateOf(delivery)
  return (
    <Chip tone={tone} dot>
      {say(word)}
    </Chip>
  )
}

/** Beside a weekday: a public holiday, or a make-up day that is worked. */
export function DayMark({ day, workday }: { day: string; workday: boolean }) {
  const say = useText(deliveryTexts)
  const mark = markOf({ day, workday })
  return mark ? <b className={`${css.mark} ${mark === 'worked' ? css.worked : ''}`}>{say(mark)}</b> : null
}
