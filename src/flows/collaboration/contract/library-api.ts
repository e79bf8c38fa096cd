import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'
import { contractLanguage, risk } from './content-api.ts'

const id = z.uuid()

export const clauseConditions = [
  'always',
  'services',
  'subscriptions',
  'retention',
  'foreign-currency',
  'personal-data',
  'co-creation',
] as const

export const libraryErrors = errorCodes({
  'clause.missing': [
    'missing',
    '找不到这个条款，请刷新后重选。',
    'This clause was not found. Refresh and choose again.',
  ],
  'clause.stale': [
    'conflict',
    '别人刚改过这个条款。请刷新后再改；你写的内容可以先复制下来。',
    'Somebody has just changed this clause. Copy what you wrote, refresh, and change it again.',
  ],
  'template.last': [
    'conflict',
    '这是最后一个模板。请先新建一个，再停用它。',
    'This is the last template. Make another before you archive it.',
  ],
  'template.stale': [
    'conflict',
    '别人刚改过这个模板。请刷新后再改。',
    'Somebody has just changed this template. Refresh and change it again.',
  ],
})

export const clauseWording = z.object({
  language: contractLanguage,
  version: z.number(),
  title: z.string(),
  body: z.string(),
})

/** When a clause belongs into a contract, and how risky it is to depart from it. */
export const clauseRules = z.object({
  risk,
  condition: z.enum(clauseConditions),
  /** Only from this total with tax, minor units; null: whatever the amount. */
  aboveAmount: z.number().int().min(1).max(1e15).nullable(),
  /** Whether it may not be left out where its condition holds. */
  mandatory: z.boolean(),
})
export type ClauseRules = z.infer<typeof clauseRules>

export const libraryClause = clauseRules.extend({
  id,
  key: z.string(),
  position: z.number(),
  /** Counts changes of the rules. */
  revision: z.number(),
  /** Archived ones come into no new contract; those that have them keep them. */
  archived: z.boolean(),
  /** The newest wording in each language. */
  wordings: z.array(clauseWording),
})
export type LibraryClause = z.infer<typeof libraryClause>

export const template = z.object({
  id,
  name: z.string(),
  version: z.number(),
  /** In the order in which a contract has them. */
  clauseIds: z.array(id),
  /** No contract begins from an archived one. */
  archived: z.boolean(),
})
export type Template = z.infer<typeof template>

const wording = {
  language: contractLanguage,
  title: z.string().trim().min(1).max(80),
  body: z.string().trim().min(1).max(6000),
}
const templateFields = {
  name: z.string().trim().min(1).max(60),
  clauseIds: z
    .array(id)
    .min(1)
    .max(60)
    .refine(ids => new Set(ids).size === ids.length),
}

export const libraryRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/contract-clauses',
    summary: 'The clause library, archived ones included, with the newest wording of each',
    answer: z.object({ items: z.array(libraryClause) }),
  }),
  save: route({
    method: 'POST',
    path: '/api/v1/contract-clauses/:id/versions',
    summary:
      'A new wording of a clause, based on the version one has read; contracts made before keep theirs',
    params: z.object({ id }),
    /** `version`: the one it replaces; 0 where there is none in this language. */
    body: z.object({ ...wording, version: z.number().int().min(0) }),
    answer: libraryClause,
  }),
  add: route({
    method: 'POST',
    path: '/api/v1/contract-clauses',
    summary: 'A new clause at the end of the library; sent again with the same id it is added once',
    body: clauseRules.extend({ id, ...wording }),
    answer: libraryClause,
  }),
  rule: route({
    method: 'PUT',
    path: '/api/v1/contract-clauses/:id/rules',
    summary: 'When a clause applies, whether it is mandatory, its risk; for contracts not fixed yet',
    params: z.object({ id }),
    /** `revision`: the one that was read. */
    body: clauseRules.extend({ revision: z.number().int().min(1) }),
    answer: libraryClause,
  }),
  archive: route({
    method: 'PUT',
    path: '/api/v1/contract-clauses/:id/archived',
    summary: 'Archive a clause, or bring it back; contracts that have it keep it',
    params: z.object({ id }),
    body: z.object({ archived: z.boolean() }),
    answer: libraryClause,
  }),
  archiveTemplate: route({
    method: 'PUT',
    path: '/api/v1/contract-templates/:id/archived',
    summary: 'Archive a template, or bring it back; one is always left',
    params: z.object({ id }),
    body: z.object({ archived: z.boolean() }),
    answer: template,
  }),
  addTemplate: route({
    method: 'POST',
    path: '/api/v1/contract-templates',
    summary: 'A new template; sent again with the same id it is added once',
    body: z.object({ id, ...templateFields }),
    answer: template,
  }),
  saveTemplate: route({
    method: 'POST',
    path: '/api/v1/contract-templates/:id/versions',
    summary: 'A new version of a template, based on the one that was read; for contracts begun from now on',
    params: z.object({ id }),
    body: z.object({ ...templateFields, version: z.number().int().min(1) }),
    answer: template,
  }),
} as const
