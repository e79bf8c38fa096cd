import type { DragEvent } from 'react'
import { type DeliveryView, deliveryRoutes } from '#collaboration/delivery/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { useUndo } from '../../../ui/useUndo.tsx'
import { daysText } from './data.ts'
import { deliveryTexts } from './texts.ts'

interface Place {
  id: string
  version: number
  teamId: string
  from: string
}

/** Moves deliveries, with a way back. */
export function useMove(deliveries: readonly DeliveryView[], onDone?: () => void) {
  const say = useText(deliveryTexts)
  const locale = useLocale()
  const undo = useUndo()
  const refetch = [['delivery'], ['loop']]
  const send = ({ id, ...body }: Place) => call(deliveryRoutes.move, { params: { id }, body })
  const back = useSave(send, { refetch })
  const move = useSave(send, {
    refetch,
    onDone: ({ delivery, was }) => {
      onDone?.()
      if (was.from === delivery.from && was.teamId === delivery.teamId) return
      undo(say('moved', { day: daysText(delivery.from, delivery.to, locale) }), () =>
        back.mutate({ id: delivery.id, version: delivery.version, ...was }),
      )
    },
  })
  return {
    move,
    drop: (event: DragEvent, teamId: string, from: string) => {
      const found = deliveries.find(({ id }) => id === event.dataTransfer.getData('text/plain'))
      if (!found) return
      event.preventDefault()
      move.mutate({ id: found.id, version: found.version, teamId, from })
    },
  }
}
