import type { QueryKey } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { queries } from './queries.ts'

export type LiveState = 'off' | 'connecting' | 'open' | 'lost'
type Hearer = (data: Record<string, unknown>) => void

const hearers = new Map<string, Set<Hearer>>()
const stale = new Map<string, QueryKey[]>()
const watchers = new Set<() => void>()
let source: EventSource | undefined
let state: LiveState = 'off'
let wasOpen = false

/** Says once, when a module is loaded, which queries a message of the server makes stale. */
export function refetchOn(type: string, ...keys: QueryKey[]): void {
  stale.set(type, [...(stale.get(type) ?? []), ...keys])
  if (source) listen(type)
}

/** Hears a live message while the component is on the screen. */
export function useLive(type: string, hearer: Hearer): void {
  useEffect(() => {
    const set = hearers.get(type) ?? new Set()
    hearers.set(type, set.add(hearer))
    if (source) listen(type)
    return () => {
      set.delete(hearer)
    }
  }, [type, hearer])
}

/** Opens the one stream of this page; the browser reconnects by itself, and then everything is read afresh. */
export function openLive(): void {
  if (source) return
  source = new EventSource('/api/v1/live')
  set('connecting')
  source.addEventListener('error', () => set(wasOpen ? 'lost' : 'connecting'))
  source.addEventListener('open', () => {
    if (wasOpen) void queries.invalidateQueries()
    wasOpen = true
    set('open')
  })
  listening = new Set()
  for (const type of new Set([...stale.keys(), ...hearers.keys()])) listen(type)
}

export function closeLive(): void {
  source?.close()
  source = undefined
  wasOpen = false
  set('off')
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    watcher => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => state,
  )
}

let listening = new Set<string>()

function listen(type: string): void {
  if (listening.has(type)) return
  listening.add(type)
  source?.addEventListener(type, event => {
    const data = JSON.parse(event.data) as Record<string, unknown>
    for (const queryKey of stale.get(type) ?? []) void queries.invalidateQueries({ queryKey })
    for (const hearer of hearers.get(type) ?? []) hearer(data)
  })
}

function set(next: LiveState): void {
  state = next
  for (const watcher of watchers) watcher()
}
