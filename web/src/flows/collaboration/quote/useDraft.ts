import { useCallback, useEffect, useRef, useState } from 'react'
import { type QuoteDraft, type QuoteView, quoteRoutes } from '#collaboration/quote/api.ts'
import type { ProductItem } from '#crm/product/api.ts'
import { ApiError, detailsOf } from '../../../app/errors.ts'
import { call } from '../../../app/http.ts'
import { queries } from '../../../app/queries.ts'

export interface Edited {
  name: string
  draft: QuoteDraft
}

/** What somebody else saved meanwhile. */
export interface Conflict extends Edited {
  by: string
  version: number
}

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed'

const waitMs = 900
/** After the server could not be reached. */
const retryMs = 5_000

/**
 * The draft as it is on the screen: every change is saved after a short pause, on the version it was based on. A conflict stops
 * saving until a side is chosen; what was typed stays.
 */
export function useDraft(quote: QuoteView) {
  const [edited, setEdited] = useState<Edited>({ name: quote.name, draft: quote.draft })
  const [extra, setExtra] = useState<readonly ProductItem[]>([])
  const [state, setState] = useState<SaveState>('saved')
  const [conflict, setConflict] = useState<Conflict>()
  const [error, setError] = useState<unknown>()
  const version = useRef(quote.draftVersion)
  const latest = useRef(edited)
  const dirty = useRef(false)
  const running = useRef<Promise<boolean>>(undefined)

  // What another screen saved is shown while nothing of one's own is waiting.
  useEffect(() => {
    if (dirty.current || running.current || quote.draftVersion <= version.current) return
    version.current = quote.draftVersion
    latest.current = { name: quote.name, draft: quote.draft }
    setEdited(latest.current)
  }, [quote])

  const save = useCallback(async (): Promise<boolean> => {
    if (running.current) await running.current
    if (!dirty.current) return true
    dirty.current = false
    setState('saving')
    running.current = put(quote.id, version.current, latest.current)
      .then(saved => {
        version.current = saved.draftVersion
        queries.setQueryData(['quote', quote.id], saved)
        setError(undefined)
        setState(dirty.current ? 'waiting' : 'saved')
        return true
      })
      .catch((thrown: unknown) => {
        dirty.current = true
        setState('failed')
        const stale = detailsOf<Conflict>(thrown, 'quote.stale')
        if (stale) setConflict(stale)
        else setError(thrown)
        return false
      })
    const done = await running.current
    running.current = undefined
    return done
  }, [quote.id])

  // biome-ignore lint/correctness/useExhaustiveDependencies: every change starts the pause anew
  useEffect(() => {
    const lost = state === 'failed' && isLost(error)
    if ((state !== 'waiting' && !lost) || conflict) return
    const timer = setTimeout(() => void save(), lost ? retryMs : waitMs)
    return () => clearTimeout(timer)
  }, [state, edited, conflict, error, save])

  // Leaving the page saves what is waiting; so does putting the phone away. Closing it before that asks first.
  useEffect(() => {
    const hide = () => void (document.visibilityState === 'hidden' && dirty.current && save())
    const ask = (event: BeforeUnloadEvent) => {
      if (dirty.current || running.current) event.preventDefault()
    }
    document.addEventListener('visibilitychange', hide)
    addEventListener('beforeunload', ask)
    return () => {
      document.removeEventListener('visibilitychange', hide)
      removeEventListener('beforeunload', ask)
      if (dirty.current) void save()
    }
  }, [save])

  const change = useCallback((next: (before: Edited) => Edited) => {
    latest.current = next(latest.current)
    dirty.current = true
    setEdited(latest.current)
    setState('waiting')
  }, [])

  const settle = (side: 'yours' | 'theirs') => {
    if (!conflict) return
    version.current = conflict.version
    if (side === 'theirs') {
      latest.current = { name: conflict.name, draft: conflict.draft }
      dirty.current = false
      setEdited(latest.current)
      setState('saved')
      void queries.invalidateQueries({ queryKey: ['quote', quote.id] })
    } else setState('waiting')
    setConflict(undefined)
  }

  return {
    ...edited,
    state,
    error,
    conflict,
    settle,
    /** Saves what is waiting. @returns whether everything is saved now */
    save,
    version: () => version.current,
    setName: (name: string) => change(before => ({ ...before, name })),
    setDraft: useCallback(
      (next: (draft: QuoteDraft) => QuoteDraft) =>
        change(before => ({ ...before, draft: next(before.draft) })),
      [change],
    ),
    /** Products that were added on this screen, beside those the server sent. */
    extra,
    meet: (products: readonly ProductItem[]) => setExtra(before => [...before, ...products]),
  }
}

export type DraftState = ReturnType<typeof useDraft>

/** Whether the server wasn't reached, or failed itself: the same again may go through. */
const isLost = (error: unknown) => error instanceof ApiError && (error.status === 0 || error.status >= 500)

const put = (id: string, version: number, { name, draft }: Edited) =>
  call(quoteRoutes.save, { params: { id }, body: { version, name: name.trim() || '—', draft } })
