import { type ReactNode, useState } from 'react'
import type { SuggestionView } from '#decision/suggestion/api.ts'
import { queries } from '../../../app/queries.ts'
import { NoteSheet } from '../../../crm/NoteSheet.tsx'
import { AnswerSheets, type Asking } from './AnswerSheets.tsx'
import { suggestionQuery, tellSeen } from './data.ts'
import { KitSheet } from './KitSheet.tsx'
import { useAnswer } from './useAnswer.ts'
import { WhySheet } from './WhySheet.tsx'

/** The sheets around suggestions and what opens them; one of each, whichever card was tapped. */
export function useSuggestionSheets() {
  const answer = useAnswer()
  const [why, setWhy] = useState<SuggestionView>()
  const [kit, setKit] = useState<SuggestionView>()
  const [note, setNote] = useState<SuggestionView>()
  const [asking, setAsking] = useState<{ s: SuggestionView; how: Asking }>()
  const adopt = (s: SuggestionView) => {
    void queries.prefetchQuery(suggestionQuery(s.id))
    answer(s, { act: 'adopt' })
    setWhy(undefined)
    setKit(s)
  }
  const openWhy = (s: SuggestionView) => {
    tellSeen([s.id], 'opened')
    setWhy(s)
  }
  const openNote = (s: SuggestionView) => {
    setKit(undefined)
    setNote(s)
  }
  const sheets: ReactNode = (
    <>
      <WhySheet
        suggestion={why}
        onClose={() => setWhy(undefined)}
        onDispute={s => {
          setWhy(undefined)
          setAsking({ s, how: 'dispute' })
        }}
      />
      <KitSheet suggestion={kit} onClose={() => setKit(undefined)} onNote={openNote} />
      <AnswerSheets
        asking={asking}
        onClose={() => setAsking(undefined)}
        onAnswer={(s, given) => {
          answer(s, given)
          if (given.act === 'adapt') setKit(s)
        }}
      />
      {note?.accountId && (
        <NoteSheet
          open
          onClose={() => setNote(undefined)}
          account={{ id: note.accountId, name: note.accountName ?? '' }}
          {...(note.contactId ? { contactId: note.contactId } : {})}
        />
      )}
    </>
  )
  return {
    sheets,
    adopt,
    openWhy,
    openNote,
    openKit: setKit,
    ask: (s: SuggestionView, how: Asking) => setAsking({ s, how }),
  }
}
