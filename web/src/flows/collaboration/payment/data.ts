import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  type BankLineView,
  errors,
  type InvoiceStatus,
  invoiceRoutes,
  mostMegabytes,
  paymentRoutes,
  type ReceivableState,
  type RedStatus,
  type StatementColumns,
  statementRoutes,
} from '#collaboration/payment/api.ts'
import { AppError } from '#kernel/error.ts'
import { ApiError } from '../../../app/errors.ts'
import { addressOf, call, send } from '../../../app/http.ts'
import { refetchOn } from '../../../app/live.ts'
import { queries } from '../../../app/queries.ts'
import type { ChipTone } from '../../../ui/Badge.tsx'
import { digitsOf } from '../../../ui/format.ts'

const all = ['payments'] as const

export const summaryQuery = (owner: string | undefined) =>
  queryOptions({
    queryKey: [...all, 'summary', owner],
    queryFn: () => call(paymentRoutes.summary, { query: owner ? { owner } : {} }),
    placeholderData: keepPreviousData,
  })

export const receivablesQuery = (query: z.input<typeof paymentRoutes.receivables.query>) =>
  queryOptions({
    queryKey: [...all, 'receivables', query],
    queryFn: ({ signal }) => call(paymentRoutes.receivables, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const linesQuery = (query: z.input<typeof paymentRoutes.lines.query>) =>
  queryOptions({
    queryKey: [...all, 'lines', query],
    queryFn: ({ signal }) => call(paymentRoutes.lines, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const lineQuery = (id: string | null) =>
  queryOptions({
    queryKey: [...all, 'line', id],
    queryFn: () => call(paymentRoutes.line, { params: { id: id! } }),
    enabled: id !== null,
  })

export const planQuery = (quote: string) =>
  queryOptions({
    queryKey: [...all, 'plan', quote],
    queryFn: () => call(paymentRoutes.plan, { query: { quote } }),
  })

export const openQuery = (q: string) =>
  queryOptions({
    queryKey: [...all, 'open', q],
    queryFn: ({ signal }) => call(paymentRoutes.openDues, { query: { q } }, { signal }),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
  })

export const accountsQuery = queryOptions({
  queryKey: [...all, 'accounts'],
  queryFn: () => call(statementRoutes.accounts),
})

export const statementsQuery = queryOptions({
  queryKey: [...all, 'statements'],
  queryFn: () => call(statementRoutes.list),
})

/** Asked for again until the import is over. */
export const statementQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: [...all, 'statement', id],
    queryFn: () => call(statementRoutes.read, { params: { id: id! } }),
    enabled: id !== undefined,
    refetchInterval: query =>
      query.state.data?.status === 'reading' || query.state.data?.status === 'matching' ? 400 : false,
  })

export const invoicesQuery = (query: z.input<typeof invoiceRoutes.list.query>) =>
  queryOptions({
    queryKey: [...all, 'invoices', query],
    queryFn: ({ signal }) => call(invoiceRoutes.list, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const invoiceQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: [...all, 'invoice', id],
    queryFn: () => call(invoiceRoutes.read, { params: { id: id! } }),
    enabled: id !== undefined,
  })

export const taxDataQuery = (accountId: string) =>
  queryOptions({
    queryKey: [...all, 'tax', accountId],
    queryFn: () => call(invoiceRoutes.taxData, { params: { id: accountId } }),
  })

export const rulesQuery = queryOptions({
  queryKey: [...all, 'rules'],
  queryFn: () => call(paymentRoutes.rules),
})

refetchOn('payment.changed', [...all])

export const refreshPayments = () => queries.invalidateQueries({ queryKey: all })

interface Upload {
  file: File
  account?: string | undefined
  mapping?: StatementColumns | undefined
}

/** Sends a bank file to be looked at (`preview`) or taken (`begin`). */
export async function sendStatement<T>(
  route: { path: string; answer: { parse(input: unknown): T } },
  { file, account, mapping }: Upload,
): Promise<T> {
  // A server that answers in the middle of an upload isn’t always heard: what is too large isn’t sent.
  if (file.size > mostMegabytes * 1024 * 1024) {
    const { code, text } = new AppError(errors['payment.file-large'], { megabytes: mostMegabytes })
    throw new ApiError(413, { code, message: text })
  }
  const query = { name: file.name, account, mapping: mapping && JSON.stringify(mapping) }
  const headers = { 'content-type': 'application/octet-stream' }
  return route.answer.parse(
    await send(addressOf(route.path, {}, query), { method: 'POST', body: file, headers }),
  )
}

export const receivableTones: Record<ReceivableState, ChipTone> = {
  due: 'plain',
  part: 'blue',
  overdue: 'red',
  paid: 'green',
}

export const invoiceTones: Record<InvoiceStatus, ChipTone> = {
  asked: 'ochre',
  issued: 'blue',
  handed: 'green',
  void: 'plain',
}

export const redTones: Record<RedStatus, ChipTone> = {
  asked: 'ochre',
  confirming: 'blue',
  issued: 'red',
  withdrawn: 'plain',
}

/** What a line's proposal would confirm. */
export const sharesOf = (line: BankLineView) =>
  (line.proposal?.shares ?? []).map(({ dueId, amount }) => ({ receivableId: dueId, amount }))

/** "1234.50" in main units as minor units of the currency; undefined for what is no amount. */
export function minorOf(text: string, currency: string): number | undefined {
  const digits = digitsOf(currency)
  const plain = text.normalize('NFKC').replace(/[\s,¥￥元]/g, '')
  const [, whole = '', fraction = ''] = /^(\d{1,13})(?:\.(\d*))?$/.exec(plain) ?? []
  if (whole === '' || fraction.length > digits) return undefined
  const minor = Number(whole + fraction.padEnd(digits, '0'))
  return minor > 0 ? minor : undefined
}

/** As `minorOf`, but nothing at all and 0 are amounts of tax too: undefined, and 0. */
export const amountOrZero = (text: string, currency: string): number | undefined =>
  /^\s*0+([.]0*)?\s*$/.test(text) ? 0 : minorOf(text, currency)
