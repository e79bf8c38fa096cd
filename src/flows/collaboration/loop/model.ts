import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { type LocalDate, wallClock } from '#lib/calendar/index.ts'
import type { LoopLine, LoopState, LoopStep, StepView, Why } from './api.ts'

/** What the modules’ tables say of a deal; one row of the view `deal_facts`. */
export interface Facts {
  quoteId: Id
  ownerId: Id | null
  status: 'draft' | 'issued' | 'accepted' | 'declined' | 'withdrawn'
  revision: number | null
  hash: string | null
  validUntil: Instant | null
  createdAt: Instant
  closedAt: Instant | null
  issuedAt: Instant | null
  clearedBy: 'mandate' | 'approval' | null
  clearedAt: Instant | null
  case: { status: string; since: Instant; waiting: Id[]; hash: string } | null
  contract: {
    status: string
    at: Instant
    sentAt: Instant | null
    byUsAt: Instant | null
    byCustomerAt: Instant | null
    closedAt: Instant | null
    case: { status: string; since: Instant; waiting: Id[] } | null
  } | null
  delivery: { state: string; at: Instant; since: Instant; leadId: Id | null } | null
  /** When `contract.signed` was heard: deals signed elsewhere have no contract here. */
  heardSignedAt: Instant | null
  coveredAt: Instant | null
  /** The day by which the next money is due. */
  dueOn: LocalDate | null
  byHand: boolean
  approvers: number
}

export type Place = Pick<LoopLine, 'step' | 'waits' | 'waitsFor' | 'why' | 'since'> & { state: LoopState }

export interface Times {
  createdAt: Instant
  issuedAt: Instant | null
  clearedAt: Instant | null
  signedAt: Instant | null
  slotAt: Instant | null
  coveredAt: Instant | null
  doneAt: Instant | null
}

/** Days are days on the wall in Shanghai. */
const zone = 'Asia/Shanghai'

const standing = (facts: Facts) =>
  facts.delivery && ['held', 'planned', 'started', 'done'].includes(facts.delivery.state)
    ? facts.delivery
    : null

/** When each step was through. */
export function timesOf(facts: Facts): Times {
  const { contract } = facts
  const signed =
    contract?.status === 'effective' && contract.byUsAt !== null && contract.byCustomerAt !== null
  const slot = standing(facts)
  return {
    createdAt: facts.createdAt,
    issuedAt: facts.issuedAt,
    clearedAt: facts.clearedAt,
    signedAt: signed ? Math.max(contract.byUsAt!, contract.byCustomerAt!) : facts.heardSignedAt,
    slotAt: slot?.at ?? null,
    coveredAt: facts.coveredAt,
    doneAt: slot?.state === 'done' ? slot.since : null,
  }
}

/** Where a deal stands at an instant: the step it is at, whom it waits for, why and since when. */
export function placeOf(facts: Facts, now: Instant): Place {
  const times = timesOf(facts)
  const owner = facts.ownerId ? [facts.ownerId] : []
  const at = (step: LoopStep, why: Why, since: Instant, waitsFor: Id[] = owner): Place => ({
    ...{ state: 'open', step, why, since, waitsFor },
    waits: waitsFor.length > 0 ? 'people' : 'nobody',
  })
  if (times.signedAt === null) return beforeSignature(facts, now, at)
  const slot = standing(facts)
  if (!slot) return at('slot', 'slot', times.signedAt)
  if (facts.coveredAt === null) {
    const late = facts.dueOn !== null && facts.dueOn < wallClock(now, zone).date
    const why = late ? 'overdue' : 'pay'
    return { ...at('payment', why, times.signedAt, []), waits: 'customer' }
  }
  const lead = slot.leadId ? [slot.leadId] : []
  if (slot.state === 'done') return { ...at('delivery', 'done', slot.since, []), state: 'closed' }
  const since = Math.max(slot.since, facts.coveredAt)
  return at('delivery', slot.state === 'started' ? 'deliver' : 'start', since, lead)
}

type At = (step: LoopStep, why: Why, since: Instant, waitsFor?: Id[]) => Place

function beforeSignature(facts: Facts, now: Instant, at: At): Place {
  const { status, contract } = facts
  const cleared = facts.clearedAt !== null
  if (status === 'declined' || status === 'withdrawn') {
    const step = contract ? 'contract' : cleared || facts.issuedAt === null ? 'quote' : 'approval'
    return { ...at(step, 'ended', facts.closedAt ?? facts.createdAt, []), state: 'ended' }
  }
  if (facts.revision === null || facts.issuedAt === null) return at('quote', 'write', facts.createdAt)
  if (status === 'issued' && facts.validUntil !== null && facts.validUntil <= now)
    return at('quote', 'renew', facts.validUntil)
  if (!cleared) return beforeClearance(facts, at)
  return beforeContract(facts, at)
}

function beforeClearance({ case: asked, hash, issuedAt }: Facts, at: At): Place {
  const live = asked && asked.hash === hash ? asked : null
  if (live?.status === 'open') return at('approval', 'approve', live.since, live.waiting)
  if (live?.status === 'blocked') return at('approval', 'blocked', live.since, [])
  if (live && ['returned', 'rejected'].includes(live.status)) return at('approval', 'returned', live.since)
  return at('approval', 'ask', issuedAt!)
}

function beforeContract({ contract, clearedAt }: Facts, at: At): Place {
  if (!contract || contract.status === 'withdrawn') return at('contract', 'prepare', clearedAt!)
  const { status, case: asked } = contract
  if (status === 'declined' || status === 'expired')
    return at('contract', 'contract-again', contract.closedAt ?? contract.at)
  if (asked && (asked.status === 'open' || asked.status === 'blocked'))
    return at(
      'contract',
      asked.status === 'open' ? 'contract-approve' : 'blocked',
      asked.since,
      asked.waiting,
    )
  if (status === 'sent' || status === 'signed-by-us') {
    const since = contract.byUsAt ?? contract.sentAt ?? contract.at
    return { ...at('contract', 'customer-sign', since, []), waits: 'customer' }
  }
  if (status === 'signed-by-customer') return at('contract', 'we-sign', contract.byCustomerAt ?? contract.at)
  return at('contract', status === 'ready' ? 'send' : 'prepare', contract.at)
}

const order: readonly LoopStep[] = ['quote', 'approval', 'contract', 'slot', 'payment', 'delivery']

/** Beginning and end of each step: a step begins when the one before it that it needs is through. */
export function spansOf(times: Times): Record<LoopStep, [begun: Instant | null, done: Instant | null]> {
  return {
    quote: [times.createdAt, times.issuedAt],
    approval: [times.issuedAt, times.clearedAt],
    contract: [times.clearedAt, times.signedAt],
    slot: [times.clearedAt, times.slotAt],
    payment: [times.signedAt, times.coveredAt],
    delivery: [times.coveredAt, times.doneAt],
  }
}

/** The steps as a screen shows them. A slot can be chosen as soon as the quote may go out, beside the contract. */
export function stepsOf(facts: Facts, place: Place): StepView[] {
  const spans = spansOf(timesOf(facts))
  return order.map(step => {
    const [begun, done] = spans[step]
    const renewed = place.why === 'renew' && step === 'quote'
    if (done !== null && !renewed) return { step, state: 'done', begun, done }
    if (place.state === 'ended')
      return { step, state: step === place.step ? 'ended' : 'later', begun, done: null }
    if (step === place.step) return { step, state: 'now', begun: begun ?? place.since, done: null }
    const beside = step === 'slot' && facts.clearedAt !== null && place.step === 'contract'
    return { step, state: beside ? 'open' : 'later', begun, done: null }
  })
}

/** People beside the seller who were asked: approvers, and finance where it confirmed the first payment by hand. */
export const askedOf = ({ approvers, byHand }: Facts): number => approvers + (byHand ? 1 : 0)

/** Whether a mandate let it through with nobody asked; null before it is cleared. */
export function insideOf({ clearedBy, approvers }: Facts): boolean | null {
  return clearedBy === null ? null : clearedBy === 'mandate' && approvers === 0
}
