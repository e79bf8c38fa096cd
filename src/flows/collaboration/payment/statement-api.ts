import { z } from 'zod'
import { idParams } from '#crm/record/api.ts'
import { route } from '#kernel/route.ts'

const id = z.uuid()
const currency = z.string().regex(/^[A-Z]{3}$/)

/** Larger files are refused. */
export const mostMegabytes = 15

export const bankAccount = z.object({
  id,
  name: z.string(),
  number: z.string(),
  currency,
  archived: z.boolean(),
})
export type BankAccount = z.infer<typeof bankAccount>

const accountFields = z.object({
  name: z.string().trim().min(1).max(60),
  number: z
    .string()
    .transform(text => text.replace(/[\s-]/g, '').toUpperCase())
    .pipe(z.string().regex(/^[0-9A-Z]{6,34}$/)),
  currency,
})

const column = z.number().int().min(0).max(200)
/** Which column, from 0, each field of a bank's table is read from. */
export const statementMapping = z.object({
  day: column.optional(),
  amount: column.optional(),
  direction: column.optional(),
  credit: column.optional(),
  debit: column.optional(),
  payer: column.optional(),
  payerAccount: column.optional(),
  reference: column.optional(),
  currency: column.optional(),
  remark: z.array(column).max(6).optional(),
})
export type StatementColumns = z.infer<typeof statementMapping>

export const statementKind = z.enum(['csv', 'xlsx', 'mt940', 'camt053', 'webhook'])

export const statementView = z.object({
  id,
  name: z.string(),
  kind: statementKind,
  bankAccount: z.string(),
  status: z.enum(['reading', 'matching', 'done', 'failed']),
  total: z.number(),
  done: z.number(),
  /** Lines that were new, known from an earlier file, and money out (not kept unless it takes something back). */
  fresh: z.number(),
  known: z.number(),
  outgoing: z.number(),
  /** Once matched: of the new ones, how many the rule confirmed, how many have a proposal, how many have none. */
  result: z
    .object({ byRule: z.number(), exact: z.number(), proposed: z.number(), none: z.number() })
    .nullable(),
  /** Rows that couldn't be read: the first fifty. */
  faults: z.array(z.object({ row: z.number(), field: z.string(), value: z.string() })),
  faultCount: z.number(),
  createdBy: id.nullable(),
  createdAt: z.number(),
  /** Whether this very file was imported before; nothing was done again. */
  again: z.boolean(),
})
export type StatementView = z.infer<typeof statementView>

export const readLine = z.object({
  day: z.string(),
  amount: z.number(),
  currency: z.string(),
  payer: z.string(),
  remark: z.string(),
  reference: z.string(),
  reversal: z.boolean(),
})

export const statementPreview = z.object({
  kind: statementKind,
  /** Of a table: its columns, and the first rows below them. */
  header: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  mapping: statementMapping,
  /** Whether a file of this form was read before: then nobody need look at the columns. */
  remembered: z.boolean(),
  /** The first lines, as they would be read. */
  lines: z.array(readLine),
  lineCount: z.number(),
  faults: z.array(z.object({ row: z.number(), field: z.string(), value: z.string() })),
  faultCount: z.number(),
  bankAccountId: id.nullable(),
  /** The account number that the file itself names, where it does. */
  accountNumber: z.string(),
  /** An earlier import of this very file. */
  earlier: statementView.nullable(),
})
export type StatementPreview = z.infer<typeof statementPreview>

/** JSON in the address: the body is the file. */
const mappingText = z
  .string()
  .max(2_000)
  .transform((text, context) => {
    try {
      return statementMapping.parse(JSON.parse(text))
    } catch {
      context.addIssue({ code: 'custom', message: 'not a mapping' })
      return z.NEVER
    }
  })

export const statementRoutes = {
  accounts: route({
    method: 'GET',
    path: '/api/v1/bank-accounts',
    summary: 'Our bank accounts',
    answer: z.object({ items: z.array(bankAccount) }),
  }),
  createAccount: route({
    method: 'POST',
    path: '/api/v1/bank-accounts',
    summary: 'Register a bank account',
    body: accountFields,
    answer: bankAccount,
  }),
  updateAccount: route({
    method: 'PATCH',
    path: '/api/v1/bank-accounts/:id',
    summary: 'Rename a bank account, or put it away',
    params: idParams,
    body: z.object({ name: z.string().trim().min(1).max(60), archived: z.boolean() }).partial(),
    answer: bankAccount,
  }),
  /** The file's bytes as `application/octet-stream`. */
  preview: route({
    method: 'POST',
    path: '/api/v1/bank-statements/preview',
    summary: 'Read a bank file without keeping anything: its columns and first lines',
    query: z.object({ name: z.string().max(200), account: id.optional(), mapping: mappingText.optional() }),
    answer: statementPreview,
  }),
  /** The file's bytes as `application/octet-stream`. */
  begin: route({
    method: 'POST',
    path: '/api/v1/bank-statements',
    summary: 'Import a bank file; lines known from another file are not taken twice',
    query: z.object({ name: z.string().max(200), account: id, mapping: mappingText.optional() }),
    answer: statementView,
  }),
  list: route({
    method: 'GET',
    path: '/api/v1/bank-statements',
    summary: 'The last fifty imports',
    answer: z.object({ items: z.array(statementView) }),
  }),
  read: route({
    method: 'GET',
    path: '/api/v1/bank-statements/:id',
    summary: 'An import: how far it is, what came of it',
    params: idParams,
    answer: statementView,
  }),
  webhook: route({
    method: 'POST',
    path: '/api/v1/bank-lines',
    summary: 'Bank lines from a program (bank gateway, ERP); the same `id` twice is one line',
    body: z.object({
      account: z.string().max(40),
      lines: z
        .array(
          z.object({
            id: z.string().min(1).max(64),
            day: z.iso.date(),
            /** Minor units; money out is negative. */
            amount: z
              .number()
              .int()
              .refine(value => value !== 0 && Number.isSafeInteger(value)),
            currency,
            payer: z.string().max(120),
            payerAccount: z.string().max(40).default(''),
            remark: z.string().max(300).default(''),
            reversal: z.boolean().default(false),
          }),
        )
        .min(1)
        .max(1_000),
    }),
    answer: z.object({ fresh: z.number(), known: z.number(), outgoing: z.number() }),
  }),
} as const
