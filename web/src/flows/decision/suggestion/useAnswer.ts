import { useMutation } from '@tanstack/react-query'
import { App } from 'antd'
import { useCallback } from 'react'
import {
  type rejectReasons,
  respond,
  type SuggestionView,
  type Today,
  undoResponse,
} from '#decision/suggestion/api.ts'
import { newId } from '#kernel/id.ts'
import { describeError } from '../../../app/errors.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { queries } from '../../../app/queries.ts'
import { useUndo } from '../../../ui/useUndo.tsx'
import { suggestionsKey, todayQuery } from './data.ts'
import { when } from './shown.ts'
import { suggestionTexts } from './texts.ts'

export type Answer =
  | { act: 'adopt' }
  | { act: 'adapt'; words: string }
  | { act: 'reject'; reason: (typeof rejectReasons)[number]; words?: string }
  | { act: 'snooze'; until: number }

const refresh = () => queries.invalidateQueries({ queryKey: suggestionsKey })

/**
 * Answers a suggestion: it leaves the list at once, comes back if the server could not be reached,
 * and can be taken back from the message.
 */
export function useAnswer() {
  const say = useText(suggestionTexts)
  const locale = useLocale()
  const undoable = useUndo()
  const takeBack = useTakeBack()
  const { message } = App.useApp()
  const { mutate } = useMutation({
    mutationFn: ({ s, answer }: { s: SuggestionView; answer: Answer }) =>
      call(respond, { params: { id: s.id }, body: { id: newId(), ...answer } }),
    onMutate: ({ s }) => without(s.id),
    onSuccess: (answered, { answer }) => {
      void queries.invalidateQueries({ queryKey: ['crm'] })
      void refresh()
      const said =
        answer.act === 'snooze'
          ? say('snoozedNow', { time: when(answer.until, Date.now(), locale) })
          : say(`${pastOf[answer.act]}Now`)
      const { response } = answered
      if (response) undoable(said, () => takeBack(answered.id, response.id))
    },
    onError: error => {
      void refresh()
      void message.error({ content: describeError(error, locale).hint, duration: 6 })
    },
  })
  return useCallback((s: SuggestionView, answer: Answer) => mutate({ s, answer }), [mutate])
}

const pastOf = { adopt: 'adopted', adapt: 'adapted', reject: 'rejected' } as const

/** Takes an answer back, within the ten minutes that the server allows. */
export function useTakeBack(): (id: string, responseId: string) => void {
  const say = useText(suggestionTexts)
  const locale = useLocale()
  const { message } = App.useApp()
  const { mutate } = useMutation({
    mutationFn: (params: { id: string; responseId: string }) => call(undoResponse, { params }),
    onSuccess: () => {
      void message.success(say('undone'))
      void queries.invalidateQueries({ queryKey: ['crm'] })
    },
    onError: error => void message.error({ content: describeError(error, locale).hint, duration: 6 }),
    onSettled: refresh,
  })
  return useCallback((id, responseId) => mutate({ id, responseId }), [mutate])
}

async function without(id: string): Promise<void> {
  await queries.cancelQueries({ queryKey: todayQuery.queryKey })
  queries.setQueryData(
    todayQuery.queryKey,
    (before: Today | undefined) => before && { ...before, items: before.items.filter(s => s.id !== id) },
  )
}
