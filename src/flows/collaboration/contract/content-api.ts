import { z } from 'zod'
import { instalment, rounding } from '#collaboration/quote/api.ts'

const id = z.uuid()
const minor = z.number().int()
const text = (most: number) => z.string().trim().max(most)

export const contractLanguages = ['zh-CN', 'en'] as const
export const contractLanguage = z.enum(contractLanguages)
export type ContractLanguage = z.infer<typeof contractLanguage>

export const risks = ['low', 'medium', 'high'] as const
export const risk = z.enum(risks)
export type Risk = z.infer<typeof risk>

/** What a workspace may fill in by hand. Anything else named in a clause is asked for as a text too. */
export const handVariables = [
  'deliveryPlace',
  'acceptanceDays',
  'warrantyMonths',
  'liabilityCap',
  'delayRate',
  'confidentialityYears',
  'court',
] as const

/** A side of the contract. */
export const party = z.object({
  name: text(120),
  /** 统一社会信用代码 */
  creditCode: text(30),
  address: text(200),
  representative: text(60),
  /** Where it is paid to: bank and account number. */
  bank: text(200).optional(),
})
export type Party = z.infer<typeof party>

/** Who signs for the customer; codes go to this address. */
export const signer = z.object({
  name: z.string().trim().min(1).max(60),
  title: text(60),
  email: z.email().max(200),
})
export type Signer = z.infer<typeof signer>

export const draftClause = z.object({
  /** The clause of the library it comes from; null for one written for this contract alone. */
  clauseId: id.nullable(),
  /** The version of the library it began from, in the contract's language. */
  version: z.number().int().min(1).nullable(),
  title: z.string().trim().min(1).max(80),
  /** With `{{name}}` for values. */
  body: z.string().trim().min(1).max(6000),
})
export type DraftClause = z.infer<typeof draftClause>

export const contractDraft = z.object({
  language: contractLanguage,
  templateId: id,
  seller: party,
  buyer: party,
  signer: signer.nullable(),
  /** Answered by the author; they decide which clauses the contract must have. */
  personalData: z.boolean(),
  coCreation: z.boolean(),
  variables: z.record(z.string().regex(/^[\w-]{1,40}$/), text(300)),
  clauses: z.array(draftClause).min(1).max(60),
})
export type ContractDraft = z.infer<typeof contractDraft>

/** What the contract takes from the quote's revision, as it stood; nothing of it is computed anew. */
export const snapshot = z.object({
  quote: z.object({ id, number: z.string(), name: z.string(), revision: z.number(), hash: z.string() }),
  currency: z.string(),
  minorDigits: z.number(),
  taxMode: z.enum(['inclusive', 'exclusive']),
  rounding,
  totals: z.object({ net: minor, tax: minor, gross: minor }),
  byRate: z.array(z.object({ rate: z.string(), net: minor, tax: minor, gross: minor })),
  /** 大写金额, for yuan. */
  capital: z.string().nullable(),
  lines: z.array(
    z.object({
      name: z.string(),
      code: z.string().nullable(),
      spec: z.string(),
      unit: z.string(),
      quantity: z.string(),
      periods: z.number(),
      taxRate: z.string(),
      free: z.boolean(),
      amount: minor,
      gross: minor,
    }),
  ),
  payment: z.array(instalment.extend({ amount: minor })),
  delivery: z.object({ from: z.string(), to: z.string() }).nullable(),
  validDay: z.string(),
  /** Terms in words that the quote promised, one a line. */
  clauses: z.string(),
})
export type Snapshot = z.infer<typeof snapshot>

/** What a version says, whole and for ever. Its hash is SHA-256 over the canonical JSON. */
export const contractContent = z.object({
  schema: z.literal(1),
  contract: z.object({ id, number: z.string(), name: z.string(), version: z.number() }),
  language: contractLanguage,
  template: z.object({ id, name: z.string() }),
  seller: party,
  buyer: party,
  customer: z.object({ id, name: z.string() }),
  /** Who signs for the customer. The address for codes is no part of the text; it is bound by its hash. */
  signer: z.object({ name: z.string(), title: z.string(), emailHash: z.string() }),
  snapshot,
  variables: z.record(z.string(), z.string()),
  personalData: z.boolean(),
  coCreation: z.boolean(),
  clauses: z.array(
    draftClause.extend({
      key: z.string().nullable(),
      risk,
      /** Whether the wording is the library's. */
      standard: z.boolean(),
      /** The body with its values put in: what is read and signed. */
      text: z.string(),
    }),
  ),
  /** Percent of the contract's price; null where the cap is no number. */
  liabilityCap: z.number().nullable(),
  preparedBy: z.object({ id: id.nullable(), name: z.string() }),
  preparedAt: z.number(),
})
export type ContractContent = z.infer<typeof contractContent>
export type ContentClause = ContractContent['clauses'][number]

/** What a side signs with: a typed name, or strokes of a finger (x, y, x, y …, within 1000 × 400). */
export const signatureMark = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('typed'), text: z.string().trim().min(1).max(60) }),
  z.object({
    kind: z.literal('drawn'),
    strokes: z
      .array(z.array(z.number().int().min(0).max(1000)).min(4).max(2000))
      .min(1)
      .max(60),
  }),
])
export type SignatureMark = z.infer<typeof signatureMark>
