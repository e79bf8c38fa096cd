import { createHash } from 'node:crypto'
import type { Firing } from './types.ts'

/**
 * A firing's identity: a hash (SHA-256, its first 128 bits in hex) of strategy, version, key, m and the ids of
 * the completing events of every event step. The same firing has the same identity after any recovery.
 */
export function firingId(firing: Firing): string {
  const events = firing.events.map(step => step.event)
  return hash([firing.strategy, firing.version, firing.key, firing.at, events])
}

/** The id of the event that an action emits: the same, however often the action is tried. */
export function emittedEventId(firing: string, action: number): string {
  return hash([firing, action])
}

function hash(parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
