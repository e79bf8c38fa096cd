import { z } from 'zod'
import {
  commaList,
  idParams,
  listQuery,
  ownerFilter,
  pageOf,
  priority,
  tagChange,
  versionBody,
} from '#crm/record/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

const text = (most: number) => z.string().trim().max(most)
const optionalText = (most: number) => text(most).nullable()

/** A named value that somebody or some system told us: where from, and as of when (milliseconds). */
export const fact = z.object({
  name: text(40).min(1),
  group: text(40),
  value: z.union([text(500), z.number(), z.boolean()]),
  unit: text(20).nullable(),
  source: text(60),
  at: z.number().int(),
})
export type Fact = z.infer<typeof fact>

/** Only addresses a browser may safely open. */
const website = z
  .url({ protocol: /^https?$/ })
  .max(300)
  .nullable()

/** What a person may fill in. `ownerId: null` puts the account into the public pool. */
export const accountFields = z.object({
  name: text(120).min(1),
  shortName: optionalText(40),
  creditCode: text(40).nullable(),
  ownerId: z.uuid().nullable(),
  departmentId: z.uuid().nullable(),
  regionId: z.uuid().nullable(),
  parentId: z.uuid().nullable(),
  industry: optionalText(40),
  tier: optionalText(40),
  priority: priority.nullable(),
  address: optionalText(200),
  website,
})
export type AccountFields = z.infer<typeof accountFields>

/** The intent score as the decision flow last set it: log-odds, probability and its interval. */
export const scoreView = z.object({
  logOdds: z.number(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  at: z.number(),
})

export const accountItem = accountFields.extend({
  id: z.uuid(),
  tags: z.array(z.string()),
  placeholder: z.boolean(),
  score: scoreView.nullable(),
  lastActivityAt: z.number().nullable(),
  createdAt: z.number(),
  version: z.number(),
})
export type AccountItem = z.infer<typeof accountItem>

export const accountView = accountItem.extend({
  facts: z.array(fact),
  parent: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  children: z.array(z.object({ id: z.uuid(), name: z.string() })),
  externalIds: z.array(z.object({ source: z.string(), externalId: z.string() })),
  updatedAt: z.number(),
})
export type AccountView = z.infer<typeof accountView>

export const accountSort = z.enum(['name', 'score', 'activity', 'created'])

export const accountQuery = listQuery.extend({
  sort: accountSort.optional(),
  owner: ownerFilter.optional(),
  department: z.uuid().optional(),
  region: z.uuid().optional(),
  industry: commaList(z.string()).optional(),
  tier: commaList(z.string()).optional(),
  tags: commaList(z.string()).optional(),
  priority: commaList(priority).optional(),
  scoreFrom: z.coerce.number().min(0).max(1).optional(),
  scoreTo: z.coerce.number().min(0).max(1).optional(),
  parent: z.uuid().optional(),
  /** `real`: entered or confirmed; `placeholder`: made by events of a source; `all`. */
  kind: z.enum(['real', 'placeholder', 'all']).default('real'),
})
export type AccountQuery = z.infer<typeof accountQuery>

/** Why an account looks like the one being entered; `same-code` or a reason of the name comparison. */
export const duplicateReason = z.enum([
  'same-code',
  'same-name',
  'same-without-form',
  'same-without-region',
  'same-without-parent',
  'short-form',
  'one-character',
  'many-shared-characters',
])

/** An account that is likely the same. Outside one's scope it has no id: one learns that it exists and whose it is. */
export const duplicateHint = z.object({
  id: z.uuid().nullable(),
  name: z.string(),
  ownerId: z.uuid().nullable(),
  score: z.number(),
  reasons: z.array(duplicateReason),
})
export type DuplicateHint = z.infer<typeof duplicateHint>

export const errors = errorCodes({
  'account.missing': [
    'missing',
    '找不到这个客户，可能已删除，或不在你能看的范围内。',
    'This account was not found. It may have been deleted, or lie outside what you may see.',
  ],
  'account.merged': [
    'gone',
    '这个客户已并入另一个客户，请打开合并后的那个。',
    'This account was merged into another. Open that one instead.',
  ],
  'account.code-length': [
    'invalid',
    '统一社会信用代码应为 18 位，现在是 {length} 位。',
    'A unified credit code has 18 characters; this one has {length}.',
  ],
  'account.code-character': [
    'invalid',
    '统一社会信用代码第 {position} 位不能是“{character}”。代码里没有 I、O、S、V、Z，请核对是否为 1 或 0。',
    'Character {position} of the credit code can not be "{character}". There is no I, O, S, V or Z in it: check for 1 and 0.',
  ],
  'account.code-authority': [
    'invalid',
    '统一社会信用代码不会以“{character}”开头，请对照营业执照核对。',
    'No credit code begins with "{character}". Compare it with the business licence.',
  ],
  'account.code-check': [
    'invalid',
    '统一社会信用代码的校验位不对，通常是某一位写错了。请对照营业执照核对。',
    'The check character of the credit code does not match: usually one character is wrong. Compare it with the business licence.',
  ],
  'account.parent-loop': [
    'invalid',
    '上级客户不能是它自己或它的下级，请另选一个。',
    'The parent can not be the account itself or one below it. Choose another.',
  ],
  'account.too-many-facts': [
    'invalid',
    '一个客户最多记 100 条事实，请先删掉几条。',
    'An account holds at most 100 facts. Remove some first.',
  ],
})

export const listAccounts = route({
  method: 'GET',
  path: '/api/v1/accounts',
  summary: 'Accounts: search by name part, pinyin, initials or credit code; filter, sort, page',
  query: accountQuery,
  answer: pageOf(accountItem),
})

/** Values in use, for the choices of a filter or form; most frequent first. */
export const readAccountFacets = route({
  method: 'GET',
  path: '/api/v1/accounts/facets',
  summary: 'Industries, tiers and tags in use',
  answer: z.object({
    industries: z.array(z.string()),
    tiers: z.array(z.string()),
    tags: z.array(z.string()),
  }),
})

export const readAccount = route({
  method: 'GET',
  path: '/api/v1/accounts/:id',
  summary: 'One account',
  params: idParams,
  answer: accountView,
})

export const createAccount = route({
  method: 'POST',
  path: '/api/v1/accounts',
  summary: 'Enter an account; it is yours unless said otherwise',
  body: accountFields.partial().extend({
    id: z.uuid().optional(),
    name: accountFields.shape.name,
    tags: tagChange.shape.add.optional(),
    facts: z
      .array(fact.omit({ at: true, source: true }).extend({ source: fact.shape.source.optional() }))
      .max(100)
      .optional(),
  }),
  answer: accountView,
})

/** Saves on a stale version answer 409 `record.stale` with `{version, fields: {name: {yours, theirs}}}`. */
export const updateAccount = route({
  method: 'PATCH',
  path: '/api/v1/accounts/:id',
  summary: 'Change fields of an account, based on the version one has read',
  params: idParams,
  body: versionBody.extend({ changes: accountFields.partial() }),
  answer: accountView,
})

export const writeFact = route({
  method: 'PUT',
  path: '/api/v1/accounts/:id/facts',
  summary: 'Set or, with a null value, remove a fact',
  params: idParams,
  body: versionBody.extend({
    name: fact.shape.name,
    group: fact.shape.group.optional(),
    value: fact.shape.value.nullable(),
    unit: fact.shape.unit.optional(),
    source: fact.shape.source.optional(),
  }),
  answer: accountView,
})

export const tagAccount = route({
  method: 'POST',
  path: '/api/v1/accounts/:id/tags',
  summary: 'Add and remove tags',
  params: idParams,
  body: tagChange,
  answer: accountView,
})

export const deleteAccount = route({
  method: 'DELETE',
  path: '/api/v1/accounts/:id',
  summary: 'Delete an account; it can be restored',
  params: idParams,
})

export const restoreAccount = route({
  method: 'POST',
  path: '/api/v1/accounts/:id/restore',
  summary: 'Undo a deletion',
  params: idParams,
  answer: accountView,
})

export const findDuplicates = route({
  method: 'POST',
  path: '/api/v1/accounts/duplicates',
  summary: 'Accounts that are likely the one being entered, by credit code and name variants',
  body: z.object({
    name: z.string().max(120).default(''),
    creditCode: z.string().max(40).nullish(),
    except: z.uuid().optional(),
  }),
  answer: z.object({ hints: z.array(duplicateHint) }),
})

/** Domain event `account.changed`: fields that changed (`score` and activity excepted). */
export const accountChanged = z.object({ accountId: z.uuid(), fields: z.array(z.string()) })
export type AccountChanged = z.infer<typeof accountChanged>
