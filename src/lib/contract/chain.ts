import { hashOf } from './hash.ts'

/** One act on a contract. What names a person is bound by `personHash` alone, so that erasing it leaves the chain checkable. */
export interface ChainEvent {
  /** From 1, without a gap. */
  seq: number
  type: string
  /** Milliseconds since 1970. */
  at: number
  /** Hash of the event before; null for the first. */
  previous: string | null
  body: Readonly<Record<string, unknown>>
  /** SHA-256 over the canonical JSON of `ChainPerson`; null where nobody acted. */
  personHash: string | null
}

export interface LinkedEvent extends ChainEvent {
  hash: string
}

/** Who acted and how they were identified; kept beside the chain. The salt keeps the hash from being guessed. */
export interface ChainPerson {
  salt: string
  name: string
  [detail: string]: unknown
}

/** The event with its hash: SHA-256 over its canonical JSON, which includes the hash of the one before. */
export function linked(event: ChainEvent): LinkedEvent {
  const { seq, type, at, previous, body, personHash } = event
  return {
    seq,
    type,
    at,
    previous,
    body,
    personHash,
    hash: hashOf({ seq, type, at, previous, body, personHash }),
  }
}

/** Faults of a chain, by the event's place: its own content, its link to the one before, the person beside it. */
export interface ChainFault {
  seq: number
  type: string
  fault: 'content' | 'link' | 'person' | 'order'
}

/** Looks at every event of a chain and at the person beside it, where one is kept. */
export function checkChain(events: readonly (LinkedEvent & { person?: ChainPerson | null })[]): ChainFault[] {
  return events.flatMap((event, i): ChainFault[] => {
    const { seq, type } = event
    const told = (fault: ChainFault['fault']): ChainFault => ({ seq, type, fault })
    return [
      ...(seq === i + 1 ? [] : [told('order')]),
      ...(linked(event).hash === event.hash ? [] : [told('content')]),
      ...(event.previous === (events[i - 1]?.hash ?? null) ? [] : [told('link')]),
      ...(!event.person || hashOf(event.person) === event.personHash ? [] : [told('person')]),
    ]
  })
}
