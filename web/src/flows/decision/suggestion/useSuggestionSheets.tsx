import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import type { SuggestionView } from '#decision/suggestion/api.ts'
import { queries } from '../../../app/queries.ts'
import type { Asking } from './AnswerSheets.tsx'
import { suggestionQuery, tellSeen } from './data.ts'
import { useAnswer } from './useAnswer.ts'

// What the sheets hold (editors, dates, evidence) comes after the page itself, which a phone should have at once.
const loads = {
  note: () => import('../../../crm/NoteSheet.tsx'),
  answers: () => import('./AnswerSheets.tsx'),
  kit: () => import('./KitSheet.tsx'),
  why: () => import('./WhySheet.tsx'),
}
const NoteSheet = lazy(() => loads.note().then(part => ({ default: part.NoteSheet })))
const AnswerSheets = lazy(() => loads.answers().then(part => ({ default: part.AnswerSheets })))
const KitSheet = lazy(() => loads.kit().then(part => ({ default: part.KitSheet })))
const WhySheet = lazy(() => loads.why().then(part => ({ default: part.WhySheet })))

/** The page has settled by then; whoever taps earlier waits for the one sheet alone. */
const fetchAheadMs = 1_500

/** Its children from the first time they are wanted, and on: a sheet that closes still has to slide away. */
function Once({ wanted, children }: { wanted: boolean; children: ReactNode }) {
  const [was, setWas] = useState(false)
  if (wanted && !was) setWas(true)
  return (wanted || was) && <Suspense fallback={null}>{children}</Suspense>
}

/** The sheets around suggestions and what opens them; one of each, whichever card was tapped. */
export function useSuggestionSheets() {
  const answer = useAnswer()
  const [why, setWhy] = useState<SuggestionView>()
  const [kit, setKit] = useState<SuggestionView>()
  const [note, setNote] = useState<SuggestionView>()
  const [asking, setAsking] = useState<{ s: SuggestionView; how: Asking }>()
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const load of Object.values(loads)) load().catch(() => {}) // the tap that needs it tries again
    }, fetchAheadMs)
    return () => clearTimeout(timer)
  }, [])
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
      <Once wanted={why !== undefined}>
        <WhySheet
          suggestion={why}
          onClose={() => setWhy(undefined)}
          onDispute={s => {
            setWhy(undefined)
            setAsking({ s, how: 'dispute' })
          }}
        />
      </Once>
      <Once wanted={kit !== undefined}>
        <KitSheet suggestion={kit} onClose={() => setKit(undefined)} onNote={openNote} />
      </Once>
      <Once wanted={asking !== undefined}>
        <AnswerSheets
          asking={asking}
          onClose={() => setAsking(undefined)}
          onAnswer={(s, given) => {
            answer(s, given)
            if (given.act === 'adapt') setKit(s)
          }}
        />
      </Once>
      {note?.accountId && (
        <Suspense fallback={null}>
          <NoteSheet
            open
            onClose={() => setNote(undefined)}
            account={{ id: note.accountId, name: note.accountName ?? '' }}
            {...(note.contactId ? { contactId: note.contactId } : {})}
          />
        </Suspense>
      )}
    </>
  )
  return {
    sheets,
    adopt,
    openWhy,
    openNote,
    openKit: setKit,
    // The menu that led here takes the focus with it when it closes; the sheet opens after that, so that it keeps its own.
    ask: (s: SuggestionView, how: Asking) => setTimeout(() => setAsking({ s, how }), 80),
  }
}
