import type { ReadLine } from '#lib/payment/index.ts'

/** One statement of a file: of one account over some days. */
export interface StatementPart {
  /** The account as the file names it. */
  account: string
  currency: string
  lines: ReadLine[]
}

/** A file that isn't what it says, or whose entries don't lead from the opening to the closing balance. */
export class StatementFault extends Error {
  readonly kind: 'format' | 'balance'
  /** Where: a field, a statement's number. */
  readonly place: string

  constructor(kind: 'format' | 'balance', place: string) {
    super(`statement: ${kind} at ${place}`)
    this.kind = kind
    this.place = place
  }
}
