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
})

export const clauseWording = z.object({
  language: contractLanguage,
  version: z.number(),
  title: z.string(),
  body: z.string(),
})

export const libraryClause = z.object({
  id,
  key: z.string(),
  position: z.number(),
  risk,
  condition: z.enum(clauseConditions),
  /** Minor units; null: whatever the amount. */
  aboveAmount: z.number().nullable(),
  mandatory: z.boolean(),
  /** The newest wording in each language. */
  wordings: z.array(clauseWording),
})
export type LibraryClause = z.infer<typeof libraryClause>

export const template = z.object({ id, name: z.string(), clauseIds: z.array(id) })
export type Template = z.infer<typeof template>

export const libraryRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/contract-clauses',
    summary: 'The clause library, with the newest wording of each',
    answer: z.object({ items: z.array(libraryClause) }),
  }),
  save: route({
    method: 'POST',
    path: '/api/v1/contract-clauses/:id/versions',
    summary:
      'A new wording of a clause, based on the version one has read; contracts made before keep theirs',
    params: z.object({ id }),
    body: z.object({
      language: contractLanguage,
      /** The version it replaces; 0 where there is none in this language. */
      version: z.number().int().min(0),
      title: z.string().trim().min(1).max(80),
      body: z.string().trim().min(1).max(6000),
    }),
    answer: libraryClause,
  }),
} as const
