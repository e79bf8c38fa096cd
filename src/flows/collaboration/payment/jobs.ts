import { sql } from 'drizzle-orm'
import { minorDigits } from '#crm/opportunity/index.ts'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { isWorkday, type LocalDate } from '#lib/calendar/index.ts'
import { workdaysAfter, workdaysBetween } from '#lib/payment/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import { holdersOf } from '#platform/org/index.ts'
import { type Overdue, paymentChanged } from './api.ts'
import { amountText, today } from './model.ts'
import type { PaymentPorts } from './ports.ts'
import * as store from './store.ts'

const queue = 'payment-due'

/** Told so many working days before it falls due, and again after every so many working days of delay. */
const before = 3
const every = 5

/** Working days at nine, in every workspace: who owns a deal hears of what falls due; finance too, of what is overdue. */
export function paymentJobs(jobs: Jobs, ports: PaymentPorts): void {
  jobs.work(queue, async () => {
    const found = await ports.db.outside(tx =>
      tx.execute<{ id: Id }>(sql`select workspace_ids as id from workspace_ids()`),
    )
    for (const { id } of found.rows) await tellDue(ports, id)
  })
  jobs.schedule(queue, '0 9 * * *')
}

/** Tells once per item and stage, however often it is called. Nothing on days off. */
export async function tellDue(ports: PaymentPorts, workspaceId: Id): Promise<void> {
  const day = today(ports.clock.now())
  if (!isWorkday(day)) return
  await ports.db.tx(workspaceId, async tx => {
    const finance = (await holdersOf(tx, workspaceId, 'finance')).map(({ userId }) => userId)
    for (const row of await store.openUntil(tx, workspaceId, workdaysAfter(day, before)))
      await tell(ports, tx, workspaceId, row, day, finance)
  })
  ports.outbox.wake()
}

async function tell(
  { notify, outbox }: PaymentPorts,
  tx: Tx,
  workspaceId: Id,
  row: store.ReceivableRow,
  day: LocalDate,
  finance: readonly Id[],
): Promise<void> {
  const late = row.dueDay < day ? workdaysBetween(row.dueDay, day) : 0
  const stage = late === 0 ? 'soon' : `late-${Math.floor(late / every)}`
  if (!(await store.noteTold(tx, workspaceId, row.id, stage, day))) return
  const to = [...new Set([...(row.ownerId ? [row.ownerId] : []), ...(late > 0 ? finance : [])])]
  const open = amountText(row.amount - row.received, row.currency, minorDigits(row.currency))
  const what = `${row.accountName ?? ''}「${row.name}」${row.label}`
  const whatEn = `${row.accountName ?? ''}, “${row.name}”, ${row.label}`
  await notify.notify(tx, {
    ...{ workspaceId, kind: 'task' as const, to, link: `/quotes/${row.quoteId}` },
    title:
      late > 0
        ? { 'zh-CN': `回款逾期 ${late} 个工作日`, en: `Payment ${late} working days overdue` }
        : { 'zh-CN': `回款 ${row.dueDay} 到期`, en: `Payment due on ${row.dueDay}` },
    text: { 'zh-CN': `${what}，还差 ${open}。`, en: `${whatEn}: ${open} still open.` },
  })
  if (stage !== 'late-0') return
  const { contractId, quoteId, id: receivableId, dueDay } = row
  const payload: Overdue = { contractId, quoteId, receivableId, dueDay }
  await outbox.publish(tx, { workspaceId, type: 'payment.overdue', payload })
  await outbox.publish(tx, { workspaceId, type: paymentChanged, payload: { quoteId } })
}
