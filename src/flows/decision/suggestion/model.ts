import { createHash } from 'node:crypto'
import type { Act, Evidence } from '#decision/intent/api.ts'
import { HOUR, type Instant } from '#kernel/time.ts'
import type { DecisionBody, State } from './api.ts'

export const openStates: readonly State[] = ['waiting', 'shown', 'snoozed']

export const isOpen = (state: State): boolean => openStates.includes(state)

/** What an answer makes of a suggestion. */
export const stateAfter = {
  adopt: 'adopted',
  adapt: 'adapted',
  reject: 'rejected',
  snooze: 'snoozed',
  dismiss: 'dismissed',
  reassign: 'shown',
} as const satisfies Record<string, State>

/** Three times as urgent at the deadline as far ahead of it; halfway between, a day before. */
export function urgency(expiresAt: Instant, now: Instant): number {
  return 1 + 2 * 0.5 ** (Math.max(0, expiresAt - now) / (24 * HOUR))
}

/** Expected value × urgency: what Today is ordered by. */
export function rank(item: { value: number; probability: number; expiresAt: Date }, now: Instant): number {
  return item.value * item.probability * urgency(item.expiresAt.getTime(), now)
}

/** Best first; the older of equals first. */
export function byRank<T extends { value: number; probability: number; expiresAt: Date; createdAt: Date }>(
  items: readonly T[],
  now: Instant,
): T[] {
  return items.toSorted(
    (a, b) => rank(b, now) - rank(a, now) || a.createdAt.getTime() - b.createdAt.getTime(),
  )
}

/** The instant at which a day began in a time zone. */
export function startOfDay(now: Instant, timeZone: string): Instant {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(now)
  const of = (type: string) => Number(parts.find(part => part.type === type)?.value ?? 0)
  const passed = ((of('hour') * 60 + of('minute')) * 60 + of('second')) * 1000 + (now % 1000)
  return now - passed
}

/** What the first record of a workspace follows. */
export const chainStart = '0'.repeat(64)

/** `sha256(previous hash, newline, body)` in hex: changing, dropping or reordering a record breaks every later one. */
export function chainHash(previous: string, body: string): string {
  return createHash('sha256').update(`${previous}\n${body}`).digest('hex')
}

/** A person behind acts of a record. `consent` is what held at the decision. */
export interface Person {
  id: string
  name: string | null
  title: string | null
  consent: string
}

/** A record's body and who its labels mean. */
export interface Labelled {
  evidence: Evidence
  consent: Record<string, string>
  heldBack: number
  persons: Map<string, Person>
}

/**
 * Takes persons out of evidence: those with permission become labels, the others nobody. An act by somebody without
 * permission still counts for the account.
 */
export function labelPersons(evidence: Evidence, known: ReadonlyMap<string, Person>): Labelled {
  const labels = new Map<string, string>()
  const persons = new Map<string, Person>()
  const consent: Record<string, string> = {}
  let heldBack = 0
  const label = (said: Act): Act => {
    if (!said.person?.id) return said
    const person = known.get(said.person.id)
    const act = withoutName(said, person?.name)
    if (person?.consent !== 'granted') {
      heldBack++
      return { ...act, person: { id: null, name: null, title: null, withheld: true } }
    }
    const name = labels.get(person.id) ?? `p${labels.size + 1}`
    labels.set(person.id, name)
    persons.set(name, person)
    consent[name] = person.consent
    return { ...act, person: { id: null, name, title: null, withheld: false } }
  }
  return { evidence: { ...evidence, acts: evidence.acts.map(label) }, consent, heldBack, persons }
}

/** A form’s name field would otherwise stand in a record that can't be changed, after the person was erased. */
function withoutName(act: Act, name: string | null | undefined): Act {
  if (!name || !JSON.stringify([act.object, act.title]).includes(name)) return act
  const bare = (text: string) => text.replaceAll(name, '＊')
  const title = { 'zh-CN': bare(act.title['zh-CN']), en: bare(act.title.en) }
  return { ...act, title, object: act.object && bare(act.object) }
}

/** Puts names back to labels; a person who was erased stays somebody. */
export function nameLabels(
  body: DecisionBody,
  persons: ReadonlyMap<string, { id: string; name: string | null; title: string | null }>,
): Evidence {
  const acts = body.evidence.acts.map(act => {
    if (!act.person?.name) return act
    const person = persons.get(act.person.name)
    return {
      ...act,
      person: person ? { ...person, withheld: false } : { id: null, name: null, title: null, withheld: true },
    }
  })
  return { ...body.evidence, acts }
}
