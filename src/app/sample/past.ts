import type { Clock } from '#kernel/ports/clock.ts'
import type { MailPort } from '#kernel/ports/mail.ts'
import { DAY, HOUR, type Instant } from '#kernel/time.ts'
import { isWorkday, type LocalDate } from '#lib/calendar/index.ts'
import type { Live } from '#platform/live/index.ts'
import { makeNotify } from '#platform/notify/index.ts'
import type { Hearer, Outbox } from '#platform/outbox/index.ts'
import type { App } from '../wire.ts'

export interface MovableClock extends Clock {
  set(at: Instant): void
}

/** A clock that stands where it was set, on a whole millisecond: hashes bind to instants as they are kept. */
export function movableClock(): MovableClock {
  let at = 0
  return {
    now: () => at,
    set: next => {
      at = Math.round(next)
    },
  }
}

/** People are told in the application of what happened so shortly before now. */
const toldFor = 30 * HOUR

export type Past = ReturnType<typeof openPast>

/**
 * The modules of a deal on a clock of the past that is moved along. They hear each other as ever, only at once and in the transaction of the change;
 * no screen and no channel of today hears of anything.
 */
export function openPast(app: App) {
  const clock = movableClock()
  const outbox = heardAtOnce()
  const { notify } = makeNotify({ db: app.db, jobs: app.jobs, outbox, clock, mail: noMail })
  const modules = app.collaboration.on({
    ...{ clock, outbox, played: true },
    notify: {
      notify: async (tx, notice) => {
        if (clock.now() > app.clock.now() - toldFor) await notify(tx, { ...notice, channels: [] })
      },
    },
  })
  for (const { hear } of [modules.approval, modules.delivery, modules.payment]) hear(noScreens)
  return { ...modules, clock }
}

const noScreens: Live = { push: () => {}, cut: () => {}, size: () => 0, close: () => {} }
const noMail: MailPort = {
  kindOf: () => 'none',
  send: () => Promise.reject(new Error('No letter leaves the past')),
}

function heardAtOnce(): Outbox {
  const hearers = new Map<string, Hearer[]>()
  const nothing = async () => {}
  return {
    publish: async (tx, event) => {
      for (const hearer of hearers.get(event.type) ?? []) await hearer(tx, event)
    },
    hear: (type, hearer) => {
      hearers.set(type, [...(hearers.get(type) ?? []), hearer as unknown as Hearer])
    },
    wake: () => {},
    ...{ drain: nothing, start: () => {}, stop: nothing },
  }
}

/** Shanghai is eight hours ahead, all year. */
const ahead = 8 * HOUR
const opens = 9 * HOUR
export const dayHours = 8.5
const dayLength = dayHours * HOUR

export const dayOf = (at: Instant): LocalDate => new Date(at + ahead).toISOString().slice(0, 10)

const midnightOf = (at: Instant): Instant => Math.floor((at + ahead) / DAY) * DAY - ahead

/** The instant at an hour of the working day so many working days before now. */
export function workdaysAgo(now: Instant, days: number, hour: number): Instant {
  let at = midnightOf(now)
  for (let left = days; left > 0; ) {
    at -= DAY
    if (isWorkday(dayOf(at))) left--
  }
  return at + hour * HOUR
}

/** So many hours of work before: for what stands as it does since this morning, or yesterday. */
export function workBefore(until: Instant, hours: number): Instant {
  let left = hours * HOUR
  for (let midnight = midnightOf(until), at = until; ; at = midnight, midnight -= DAY) {
    if (!isWorkday(dayOf(midnight))) continue
    const ends = Math.min(at, midnight + opens + dayLength)
    const room = Math.max(0, ends - midnight - opens)
    if (left <= room) return ends - left
    left -= room
  }
}

/** So many hours of work later: from 9:00 to 17:30 on working days. */
export function workLater(from: Instant, hours: number): Instant {
  let left = hours * HOUR
  for (let midnight = midnightOf(from), at = from; ; midnight += DAY, at = midnight) {
    if (!isWorkday(dayOf(midnight))) continue
    const begins = Math.max(at, midnight + opens)
    const room = Math.max(0, midnight + opens + dayLength - begins)
    if (left <= room) return begins + left
    left -= room
  }
}
