import type { LocalDate } from '#lib/calendar/index.ts'

/** Somebody (or a crew, a crane) that works on one thing a day. */
export interface Resource {
  id: string
  skills: readonly string[]
}

export interface Team {
  id: string
  resources: readonly Resource[]
}

/** What is asked for: so many people with a skill, the same ones on so many working days in a row, within two days (both included). */
export interface Need {
  /** Null: anybody will do. */
  skill: string | null
  people: number
  days: number
  from: LocalDate
  to: LocalDate
}

/** Whether a resource is taken on a day: booked or on leave. */
export type Taken = (resourceId: string, day: LocalDate) => boolean
export type IsWorkday = (day: LocalDate) => boolean

export interface Offer {
  teamId: string
  /** First and last working day. */
  from: LocalDate
  to: LocalDate
  days: LocalDate[]
  /** Who would do it, `people` of them. */
  resourceIds: string[]
  /** How many could do it on all these days. */
  free: number
}

/** Why a team has no slot in the window. */
export type Reason =
  | { teamId: string; kind: 'skill' }
  | { teamId: string; kind: 'people'; have: number }
  | { teamId: string; kind: 'window'; workdays: number }
  /** Everybody is busy; `free` is the most that are free on all days of a stretch. */
  | { teamId: string; kind: 'full'; free: number }

export interface Search {
  isWorkday: IsWorkday
  taken: Taken
}

/** All days from one to another, both included; none if they are the wrong way round. */
export function daysBetween(from: LocalDate, to: LocalDate): LocalDate[] {
  const days: LocalDate[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}

/** The calendar day so many days later. */
export function addDays(day: LocalDate, count: number): LocalDate {
  return new Date(Date.parse(`${day}T00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)
}

/** So many working days from a day on, that day included if it is one; fewer if there are none for a year. */
export function workdaysFrom(from: LocalDate, count: number, isWorkday: IsWorkday): LocalDate[] {
  const days: LocalDate[] = []
  for (let step = 0; days.length < count && step < 366; step++) {
    const day = addDays(from, step)
    if (isWorkday(day)) days.push(day)
  }
  return days
}

/** Those of a team who can do it, the least versatile first, so that who can do more stays free. */
export function ableTo(team: Team, skill: string | null): Resource[] {
  return team.resources
    .filter(({ skills }) => skill === null || skills.includes(skill))
    .sort((a, b) => a.skills.length - b.skills.length || (a.id < b.id ? -1 : 1))
}

/** Who of a team is free on all of some days for a skill, in the order in which they are best taken. */
export function freeOn(
  team: Team,
  skill: string | null,
  days: readonly LocalDate[],
  { isWorkday, taken }: Search,
): Resource[] {
  if (!days.every(isWorkday)) return []
  return ableTo(team, skill).filter(({ id }) => !days.some(day => taken(id, day)))
}

/**
 * The slots of a team within a window, earliest first, one per first day.
 * @param most stop after so many
 */
export function slotsOf(team: Team, need: Need, search: Search, most: number): Offer[] {
  const workdays = daysBetween(need.from, need.to).filter(search.isWorkday)
  const offers: Offer[] = []
  for (let at = 0; at + need.days <= workdays.length && offers.length < most; at++) {
    const days = workdays.slice(at, at + need.days)
    const free = freeOn(team, need.skill, days, search)
    if (free.length < need.people) continue
    offers.push({
      ...{ teamId: team.id, from: days[0]!, to: days.at(-1)!, days, free: free.length },
      resourceIds: free.slice(0, need.people).map(({ id }) => id),
    })
  }
  return offers
}

/** Why a team has no slot; asked only where it has none. */
export function reasonOf(team: Team, need: Need, search: Search): Reason {
  const able = ableTo(team, need.skill).length
  if (able === 0) return { teamId: team.id, kind: 'skill' }
  if (able < need.people) return { teamId: team.id, kind: 'people', have: able }
  const workdays = daysBetween(need.from, need.to).filter(search.isWorkday)
  if (workdays.length < need.days) return { teamId: team.id, kind: 'window', workdays: workdays.length }
  let free = 0
  for (let at = 0; at + need.days <= workdays.length; at++)
    free = Math.max(free, freeOn(team, need.skill, workdays.slice(at, at + need.days), search).length)
  return { teamId: team.id, kind: 'full', free }
}

export interface Offers {
  /** In the window, earliest first. */
  offers: Offer[]
  /** Of teams without one in the window. */
  reasons: Reason[]
  /** Where the window has none at all: the first of each team after it. */
  later: Offer[]
}

/** How far beyond the window one looks for the next free slot, days. */
const lookAhead = 120

/**
 * Real slots for a wish over several teams.
 * @param most offers per team
 */
export function findSlots(teams: readonly Team[], need: Need, search: Search, most = 3): Offers {
  const offers: Offer[] = []
  const reasons: Reason[] = []
  for (const team of teams) {
    const found = slotsOf(team, need, search, most)
    offers.push(...found)
    if (found.length === 0) reasons.push(reasonOf(team, need, search))
  }
  const beyond = { ...need, to: addDays(need.to, lookAhead) }
  const later = offers.length > 0 ? [] : teams.flatMap(team => slotsOf(team, beyond, search, 1))
  return { offers: earliestFirst(offers), reasons, later: earliestFirst(later) }
}

const earliestFirst = (offers: readonly Offer[]): Offer[] =>
  offers.toSorted((a, b) => compare(a.from, b.from) || b.free - a.free || compare(a.teamId, b.teamId))

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
