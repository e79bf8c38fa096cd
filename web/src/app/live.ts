import type { QueryKey } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { queries } from './queries.ts'

export type LiveState = 'off' | 'connecting' | 'open' | 'lost'

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
  for (const type of stale.keys()) listen(type)
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
  source?.addEventListener(type, () => {
    for (const queryKey of stale.get(type) ?? []) void queries.invalidateQueries({ queryKey })
  })
}

function set(next: LiveState): void {
  state = next
  for (const watcher of watchers) watcher()
}
