import { useSyncExternalStore } from 'react'
import type { SectionId } from '../app/screen.ts'

const counts = new Map<SectionId, number>()
const watchers = new Set<() => void>()

/** The number beside a section: how many things wait there. */
export function setCount(section: SectionId, count: number): void {
  if (counts.get(section) === count) return
  counts.set(section, count)
  for (const watcher of watchers) watcher()
}

export function useCount(section: SectionId): number {
  return useSyncExternalStore(
    watcher => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => counts.get(section) ?? 0,
  )
}
