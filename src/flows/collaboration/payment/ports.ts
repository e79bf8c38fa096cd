import type { Db } from '#db/connection.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { ReadLine } from '#lib/payment/index.ts'
import type { Notify } from '#platform/notify/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'

/** A bank's file as read: lines already, or a table whose columns have to be named. */
export type ReadStatement = (
  content: Buffer,
  minorDigits: (currency: string) => number,
) => Promise<
  { hash: string } & (
    | { kind: 'mt940' | 'camt053'; parts: { account: string; currency: string; lines: ReadLine[] }[] }
    | { kind: 'csv' | 'xlsx'; rows: string[][] }
    | { fault: 'empty' | 'format' | 'balance' | 'encoding' | 'old-excel' | 'locked'; place: string }
  )
>

/** What payments need from others. */
export interface PaymentPorts {
  db: Db
  outbox: Outbox
  clock: Clock
  notify: Pick<Notify, 'notify'>
  readStatement: ReadStatement
}
