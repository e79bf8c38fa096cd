import { useCallback } from 'react'
import { useText } from '../../../app/i18n.ts'
import { adoptionTexts } from './texts.ts'

/** Says a time in hours, below one of them in minutes. */
export function useHours(): (hours: number | null) => string {
  const say = useText(adoptionTexts)
  return useCallback(
    hours => {
      if (hours === null) return say('notEnough')
      if (hours < 1) return say('minutesValue', { value: Math.round(hours * 60) })
      return say('hoursValue', { value: hours.toFixed(hours < 10 ? 1 : 0) })
    },
    [say],
  )
}
