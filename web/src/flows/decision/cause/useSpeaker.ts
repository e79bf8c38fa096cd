import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useLocale, useText } from '../../../app/i18n.ts'
import { strategyListQuery } from '../strategy/data.ts'
import { causeTexts } from './texts.ts'
import type { Speaker } from './words.ts'

/** What is needed to say a question and its answer in the language of the screen. */
export function useSpeaker(): Speaker {
  const say = useText(causeTexts)
  const locale = useLocale()
  const { data } = useQuery(strategyListQuery)
  return useMemo(
    () => ({ say, locale, strategies: new Map(data?.map(({ id, name }) => [id, name])) }),
    [say, locale, data],
  )
}
