import { AppError } from '#kernel/error.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { MINUTE, SECOND } from '#kernel/time.ts'
import { errors } from '#platform/http/api.ts'

const MOST_KEYS = 50_000

/** Refuses a key that comes more often than `perMinute`. In memory: each process counts for itself. */
export function makeLimit(clock: Clock, perMinute: number): (key: string) => void {
  let minute = 0
  let counts = new Map<string, number>()
  return key => {
    const now = clock.now()
    const current = Math.floor(now / MINUTE)
    if (current !== minute || counts.size > MOST_KEYS) counts = new Map()
    minute = current
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    if (count <= perMinute) return
    const seconds = Math.ceil(((minute + 1) * MINUTE - now) / SECOND)
    throw new AppError(errors['request.limited'], { seconds })
  }
}
