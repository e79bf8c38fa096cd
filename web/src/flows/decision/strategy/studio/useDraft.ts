import { useCallback, useEffect, useRef, useState } from 'react'
import { type StrategyView, saveDraft } from '#decision/strategy/api.ts'
import { call } from '../../../../app/http.ts'
import { queries } from '../../../../app/queries.ts'
import { strategiesKey, strategyQuery } from '../data.ts'
import { type Doc, inReadingOrder, printDoc } from '../doc.ts'

/** What is edited: the draft, else what is live. */
export function contentOf({ id, draft, live }: StrategyView): Doc {
  return inReadingOrder(draft ?? live ?? { id })
}

const pause = 1_200
const same = (a: Doc, b: Doc) => printDoc(inReadingOrder(a)) === printDoc(inReadingOrder(b))

/**
 * Saves the draft by itself, a moment after one stops, and when the page is left. Saves follow one another; after a
 * failure nothing more is saved by itself until one tries again.
 */
export function useDraft(first: StrategyView, doc: Doc, name: string) {
  const [saved, setSaved] = useState(first)
  const [error, setError] = useState<unknown>()
  const [saving, setSaving] = useState(false)
  const latest = useRef({ doc, name })
  latest.current = { doc, name }
  const last = useRef(first)
  const chain = useRef<Promise<StrategyView>>(Promise.resolve(first))
  const changed = name !== saved.name || !same(doc, contentOf(saved))

  /** Saves what is not saved yet and gives the record as it then is. */
  const flush = useCallback((): Promise<StrategyView> => {
    const save = async (): Promise<StrategyView> => {
      const { doc: draft, name: title } = latest.current
      const before = last.current
      const isSame = title.trim() === before.name && same(draft, contentOf(before))
      if (isSame || title.trim() === '') return before
      setSaving(true)
      try {
        const body = { version: before.version, name: title.trim(), draft }
        const view = await call(saveDraft, { params: { id: before.id }, body })
        last.current = view
        queries.setQueryData(strategyQuery(view.id).queryKey, view)
        void queries.invalidateQueries({ queryKey: [...strategiesKey, 'list'] })
        setSaved(view)
        setError(undefined)
        return view
      } catch (fault) {
        setError(fault)
        throw fault
      } finally {
        setSaving(false)
      }
    }
    chain.current = chain.current.catch(() => last.current).then(save)
    return chain.current
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the document begins the pause anew
  useEffect(() => {
    if (!changed || error || name.trim() === '') return
    const wait = setTimeout(() => void flush().catch(() => undefined), pause)
    return () => clearTimeout(wait)
  }, [doc, name, changed, error, flush])

  useEffect(() => () => void flush().catch(() => undefined), [flush])

  useEffect(() => {
    if (!changed) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [changed])

  /** The draft is thrown away: nothing is left to save. */
  const settle = useCallback((view: StrategyView) => {
    last.current = view
    latest.current = { doc: contentOf(view), name: view.name }
    setSaved(view)
  }, [])

  return { saved, changed, saving, error, flush, settle }
}
