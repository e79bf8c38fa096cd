import { AppError } from '#kernel/error.ts'
import type { Instant } from '#kernel/time.ts'
import { pinyinOf, searchEntry } from '#lib/match/search-text.ts'
import { type ContractState, errors } from './api.ts'

/** With the customer, waiting for signatures; these expire. */
export const openStates = ['sent', 'signed-by-us', 'signed-by-customer'] as const

/** Whether the customer's signature is what it waits for. */
export const waitsForSigner = (state: ContractState): boolean => state === 'sent' || state === 'signed-by-us'

/** The usual cap of liability, percent of the contract's price: above it, or without one, somebody must have approved it. */
export const usualLiability = 100

type Standing = { status: ContractState; expiresAt: Date | null }

/** The state as it is now: what waited for signatures until its last instant has expired. */
export function stateOf({ status, expiresAt }: Standing, now: Instant): ContractState {
  const open = (openStates as readonly ContractState[]).includes(status)
  return open && expiresAt !== null && expiresAt.getTime() <= now ? 'expired' : status
}

export type Act = 'save' | 'prepare' | 'renew' | 'send' | 'sign-us' | 'sign-customer' | 'decline' | 'withdraw'

/** From which state an act leads to which: the whole state machine. What isn't here is refused. */
const machine: Record<Act, Partial<Record<ContractState, ContractState>>> = {
  save: { draft: 'draft', ready: 'draft' },
  prepare: { draft: 'ready' },
  renew: {
    ...{ draft: 'draft', ready: 'draft', sent: 'draft', declined: 'draft', expired: 'draft' },
    ...{ 'signed-by-us': 'draft', 'signed-by-customer': 'draft' },
  },
  send: { ready: 'sent' },
  'sign-us': { sent: 'signed-by-us', 'signed-by-customer': 'effective' },
  'sign-customer': { sent: 'signed-by-customer', 'signed-by-us': 'effective' },
  decline: { sent: 'declined', 'signed-by-us': 'declined' },
  withdraw: {
    ...{ draft: 'withdrawn', ready: 'withdrawn', sent: 'withdrawn', declined: 'withdrawn' },
    ...{ 'signed-by-us': 'withdrawn', 'signed-by-customer': 'withdrawn', expired: 'withdrawn' },
  },
}

/** The state after an act. @throws contract.wrong-state */
export function after(act: Act, row: Standing, now: Instant): ContractState {
  const next = machine[act][stateOf(row, now)]
  if (!next) throw new AppError(errors['contract.wrong-state'])
  return next
}

/** The cap of liability in percent of the price; null where it is no number: unlimited, as far as a mandate is concerned. */
export function liabilityOf(variables: Readonly<Record<string, string>>): number | null {
  const cap = Number(variables.liabilityCap?.trim() || Number.NaN)
  return Number.isFinite(cap) && cap >= 0 ? cap : null
}

/** Whether a text departs from what the library says, so that it needs a clearance of its own. */
export const departs = (content: {
  clauses: readonly { standard: boolean }[]
  liabilityCap: number | null
}): boolean => content.clauses.some(({ standard }) => !standard) || raisesLiability(content.liabilityCap)

/** Whether a cap (percent of the price; null: none) lies above what the library says. */
export const raisesLiability = (cap: number | null): boolean => cap === null || cap > usualLiability

/** The columns by which a contract is found. */
export function searchColumns(name: string, number: string) {
  const entry = searchEntry([name, number])
  return { nameSort: pinyinOf(name).sort, grams: entry.grams, searchText: entry.text }
}

/** `zhao.min@hospital.cn` as `zha***@hospital.cn`: enough to know one's own address by. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, Math.min(3, Math.max(1, at - 1)))}***${email.slice(at)}`
}
