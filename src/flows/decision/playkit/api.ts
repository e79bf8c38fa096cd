import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

export const errors = errorCodes({
  'kit.missing': [
    'missing',
    '找不到这个作战包，可能已停用。请在列表里另选一个。',
    'This play kit was not found. It may have been retired. Choose another from the list.',
  ],
  'kit.stale': [
    'conflict',
    '别人刚保存了第 {version} 版。请刷新看过之后再保存；你写的内容还在页面上。',
    'Somebody has just saved version {version}. Refresh, look at it, then save again; what you wrote is still on the page.',
  ],
  'kit.text': ['invalid', '{place} 里的 {{ }} 写得不对：{fault}', 'The {{ }} in {place} is wrong: {fault}'],
  'kit.no-variant': [
    'invalid',
    '至少要有一个不限地区、行业和语言的版本，别的都不合适时用它。',
    'At least one variant must be open to every region, industry and language, for when none fits.',
  ],
})

const line = (most: number) => z.string().trim().max(most)

/** What is said. `text` may hold `{{ customer.name }}`, `{{ person.name }}`, `{{ owner.name }}`. */
export const script = z.object({ title: line(80).min(1), text: line(4_000).min(1) })

/** The comparison matrix: one row per property, one cell per column; the first column is ours. */
export const matrix = z
  .object({
    columns: z.array(line(60).min(1)).min(2).max(8),
    rows: z.array(z.object({ label: line(80).min(1), cells: z.array(line(300)) })).max(60),
  })
  .refine(table => table.rows.every(row => row.cells.length === table.columns.length), {
    message: 'every row needs as many cells as there are columns',
  })

export const caseStory = z.object({
  title: line(120).min(1),
  place: line(80),
  summary: line(600),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
  kind: z.enum(['video', 'article', 'document']),
})

/** For whom a variant is meant; an empty list or null is open to all. */
export const fit = z.object({
  regions: z.array(line(40).min(1)).max(40),
  industries: z.array(line(40).min(1)).max(40),
  locale: z.enum(['zh-CN', 'en']).nullable(),
})

export const variant = z.object({
  fit,
  summary: line(200),
  scripts: z.array(script).max(20),
  matrix: matrix.nullable(),
  cases: z.array(caseStory).max(20),
})
export type Variant = z.infer<typeof variant>

export const kitContent = z.object({ variants: z.array(variant).min(1).max(40) })
export type KitContent = z.infer<typeof kitContent>

const instant = z.number()

export const kitItem = z.object({
  id: z.uuid(),
  name: z.string(),
  version: z.number(),
  updatedAt: instant,
  retiredAt: instant.nullable(),
  scripts: z.number(),
  cases: z.number(),
  variants: z.number(),
})
export type KitItem = z.infer<typeof kitItem>

export const kitView = kitItem.extend({
  content: kitContent,
  versions: z.array(
    z.object({ version: z.number(), note: z.string(), createdAt: instant, createdBy: z.uuid().nullable() }),
  ),
})
export type KitView = z.infer<typeof kitView>

/** A kit as it is handed over: the fitting variant, filled with the customer's facts. */
export const deliveredKit = z.object({
  id: z.uuid(),
  name: z.string(),
  version: z.number(),
  fit,
  summary: z.string(),
  scripts: z.array(script),
  matrix: z
    .object({
      columns: z.array(z.string()),
      rows: z.array(z.object({ label: z.string(), cells: z.array(z.string()) })),
    })
    .nullable(),
  cases: z.array(caseStory),
})
export type DeliveredKit = z.infer<typeof deliveredKit>

const id = z.object({ id: z.uuid() })
const kitName = line(80).min(1)

export const listKits = route({
  method: 'GET',
  path: '/api/v1/kits',
  summary: 'Play kits',
  answer: z.array(kitItem),
})
export const readKit = route({
  method: 'GET',
  path: '/api/v1/kits/:id',
  summary: 'One play kit with all variants; an old version on request',
  params: id,
  query: z.object({ version: z.coerce.number().int().min(1).optional() }),
  answer: kitView,
})
export const createKit = route({
  method: 'POST',
  path: '/api/v1/kits',
  summary: 'Make a play kit. Sent again with the same id it answers the first one',
  body: z.object({ id: z.uuid().optional(), name: kitName, content: kitContent }),
  answer: kitView,
})
/** `basedOn` is the version that was edited: a newer one answers 409 `kit.stale`. */
export const saveKit = route({
  method: 'PUT',
  path: '/api/v1/kits/:id',
  summary: 'Save a new version of a play kit',
  params: id,
  body: z.object({
    basedOn: z.number().int(),
    name: kitName,
    content: kitContent,
    note: line(300).default(''),
  }),
  answer: kitView,
})
export const retireKit = route({
  method: 'POST',
  path: '/api/v1/kits/:id/retire',
  summary: 'Take a play kit out of use, or back into it',
  params: id,
  body: z.object({ retired: z.boolean() }),
  answer: kitView,
})
export const previewKit = route({
  method: 'GET',
  path: '/api/v1/kits/:id/delivered',
  summary: 'A play kit as it is handed over for an account',
  params: id,
  query: z.object({ account: z.uuid(), contact: z.uuid().optional() }),
  answer: deliveredKit,
})
