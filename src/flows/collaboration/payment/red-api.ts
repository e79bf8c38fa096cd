import { z } from 'zod'
import { idParams } from '#crm/record/api.ts'

const id = z.uuid()

/** 开票有误 · 销货退回 · 服务中止 · 销售折让, as the confirmation form of the tax office lists them. */
export const redReasons = ['error', 'return', 'stop', 'allowance'] as const

/** 待处理 · 待购方确认 · 已红冲 · 已撤销 */
export const redStatuses = ['asked', 'confirming', 'issued', 'withdrawn'] as const
export type RedStatus = (typeof redStatuses)[number]

/** A buyer has so long to confirm a 红字发票信息确认单; then the tax office's system voids it. Hours. */
export const confirmHours = 72

/** A red invoice 红字发票: takes back a part of an issued one, or all of it. Sums are above 0 here. */
export const redView = z.object({
  id,
  reason: z.enum(redReasons),
  amount: z.number(),
  /** In `amount`; null where the tax of the invoice itself isn't known. */
  tax: z.number().nullable(),
  /** The buyer has deducted or booked the invoice, so that they have to confirm. */
  booked: z.boolean(),
  note: z.string(),
  status: z.enum(redStatuses),
  /** Of the confirmation form, and when it went to the buyer. */
  formNumber: z.string().nullable(),
  sentAt: z.number().nullable(),
  number: z.string().nullable(),
  issuedDay: z.string().nullable(),
  /** Why it was withdrawn. */
  why: z.string().nullable(),
  askedBy: id.nullable(),
  askedAt: z.number(),
})
export type RedView = z.infer<typeof redView>

export const redParams = idParams.extend({ red: id })

export const askRed = z.object({
  id,
  reason: z.enum(redReasons),
  /** With tax, minor units. */
  amount: z.number().int().min(1),
  /** Left out: in proportion. */
  tax: z.number().int().min(0).optional(),
  booked: z.boolean(),
  note: z.string().trim().max(200).default(''),
})
export type AskRed = z.infer<typeof askRed>
