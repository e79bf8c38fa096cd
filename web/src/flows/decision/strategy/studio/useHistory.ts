import { useCallback, useReducer } from 'react'
import { type Doc, type Path, pathText, setIn } from '../doc.ts'

interface State {
  past: Doc[]
  now: Doc
  future: Doc[]
  /** What was changed last and when: typing on in one field is one step back. */
  last: { what: string; at: number } | undefined
}

type Act =
  | { kind: 'change'; what: string; at: number; change: (doc: Doc) => Doc }
  | { kind: 'undo' }
  | { kind: 'redo' }

const together = 1_000
const mostSteps = 200

/** The document with the way back and forth. */
export function useHistory(first: Doc) {
  const [{ past, now, future }, act] = useReducer(reduce, {
    past: [],
    now: first,
    future: [],
    last: undefined,
  })
  const apply = useCallback(
    (change: (doc: Doc) => Doc, what = '') => act({ kind: 'change', what, at: Date.now(), change }),
    [],
  )
  const set = useCallback(
    (path: Path, value: unknown) => apply(doc => setIn(doc, path, value), pathText(path)),
    [apply],
  )
  const undo = useCallback(() => act({ kind: 'undo' }), [])
  const redo = useCallback(() => act({ kind: 'redo' }), [])
  return { doc: now, set, apply, undo, redo, canUndo: past.length > 0, canRedo: future.length > 0 }
}

function reduce(state: State, act: Act): State {
  const { past, now, future } = state
  if (act.kind === 'undo') {
    const before = past.at(-1)
    return before
      ? { past: past.slice(0, -1), now: before, future: [now, ...future], last: undefined }
      : state
  }
  if (act.kind === 'redo') {
    const [next, ...rest] = future
    return next ? { past: [...past, now], now: next, future: rest, last: undefined } : state
  }
  const next = act.change(now)
  if (JSON.stringify(next) === JSON.stringify(now)) return state
  const { what, at } = act
  const goesOn = what !== '' && state.last?.what === what && at - state.last.at < together
  return {
    past: goesOn ? past : [...past, now].slice(-mostSteps),
    now: next,
    future: [],
    last: { what, at },
  }
}
