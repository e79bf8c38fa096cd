import { useEffect, useRef, useState } from 'react'
import { type TailEvent, tailEvents } from '#decision/ingest/api.ts'
import { addressOf } from '../../../app/http.ts'

const mostShown = 200

export interface Stream {
  /** Newest first. */
  events: TailEvent[]
  /** Came in while paused. */
  waiting: number
  /** Came faster than they can be shown. */
  skipped: number
  isLost: boolean
}

const empty: Stream = { events: [], waiting: 0, skipped: 0, isLost: false }

/** The live tail while the component is on the screen. Paused, it gathers and shows what it missed afterwards. */
export function useTail(types: string, isPaused: boolean): Stream {
  const [stream, setStream] = useState(empty)
  const held = useRef<TailEvent[]>([])
  const paused = useRef(isPaused)
  useEffect(() => {
    paused.current = isPaused
    if (isPaused) return
    const missed = held.current.splice(0)
    setStream(before => ({
      ...before,
      events: [...missed, ...before.events].slice(0, mostShown),
      waiting: 0,
    }))
  }, [isPaused])
  useEffect(() => {
    setStream(empty)
    held.current = []
    const source = new EventSource(addressOf(tailEvents.path, {}, { types }))
    source.addEventListener('events', message => {
      const { events, skipped } = JSON.parse(message.data) as { events: TailEvent[]; skipped: number }
      const fresh = events.toReversed()
      if (paused.current) held.current = [...fresh, ...held.current].slice(0, mostShown)
      setStream(before => ({
        events: paused.current ? before.events : [...fresh, ...before.events].slice(0, mostShown),
        waiting: paused.current ? before.waiting + fresh.length : 0,
        skipped: before.skipped + skipped,
        isLost: false,
      }))
    })
    source.addEventListener('open', () => setStream(before => ({ ...before, isLost: false })))
    source.addEventListener('error', () => setStream(before => ({ ...before, isLost: true })))
    return () => source.close()
  }, [types])
  return stream
}
