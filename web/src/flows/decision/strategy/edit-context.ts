import { createContext, useContext } from 'react'
import type { FaultView } from '#decision/strategy/api.ts'
import { type Doc, getIn, type Path, pathText } from './doc.ts'

interface Editing {
  doc: Doc
  /** Undefined takes the field away. */
  set: (path: Path, value: unknown) => void
  faults: FaultView[]
  warnings: FaultView[]
}

export const EditContext = createContext<Editing | undefined>(undefined)

/** The document being edited. */
export function useDoc(): Editing {
  const editing = useContext(EditContext)
  if (!editing) throw new Error('no document is being edited here')
  return editing
}

/** The value at a path and what changes it. */
export function useField(path: Path): [unknown, (value: unknown) => void] {
  const { doc, set } = useDoc()
  return [getIn(doc, path), value => set(path, value)]
}

/** What the server finds wrong exactly here, or anywhere below where `below` is set. */
export function useFaults(path: Path, below = false) {
  const { faults, warnings } = useDoc()
  const at = pathText(path)
  const here = (fault: FaultView) =>
    fault.path === at || (below && (fault.path.startsWith(`${at}.`) || fault.path.startsWith(`${at}[`)))
  return { faults: faults.filter(here), warnings: warnings.filter(here) }
}
