import { createContext, useContext } from 'react'
import type { BacktestResult, BacktestView } from '#decision/strategy/backtest-api.ts'
import type { Doc } from '../doc.ts'
import type { Names } from './sentence.ts'

/** What all parts of the studio share besides the document. */
export interface Studio {
  /** The selected part, such as `measures.opens`; the strategy itself where it is none. */
  selected: string
  select: (part: string) => void
  apply: (change: (doc: Doc) => Doc, what?: string) => void
  /** Numbers beside the parts; undefined before the first backtest. */
  result: BacktestResult | undefined
  shown: BacktestView | undefined
  stale: boolean
  names: Names
  /** A picture only: nothing can be changed. */
  readOnly: boolean
  /** Parts that differ from the version compared with. */
  changed: ReadonlySet<string>
}

export const StudioContext = createContext<Studio | undefined>(undefined)

export function useStudio(): Studio {
  const studio = useContext(StudioContext)
  if (!studio) throw new Error('no studio here')
  return studio
}
