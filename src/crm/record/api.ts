import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'

/** How much a lead or an account matters now, most first. */
export const priorities = ['S', 'A', 'B', 'C', 'D'] as const
export const priority = z.enum(priorities)
export type Priority = z.infer<typeof priority>

/** The more urgent of two priorities. */
export const moreUrgent = (a: Priority, b: Priority): Priority =>
  priorities.indexOf(a) < priorities.indexOf(b) ? a : b

/** A list in one query parameter: `?tier=三级甲等,三级乙等`. */
export const commaList = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .string()
    .max(2000)
    .transform(text => text.split(',').filter(part => part !== ''))
    .pipe(z.array(item).max(50))

/** A yes or no in a query parameter. */
export const flag = z.enum(['true', 'false']).transform(text => text === 'true')

/** What every list takes beside its own filters. Pages count from 1. */
export const listQuery = z.object({
  q: z.string().trim().max(60).optional(),
  page: z.coerce.number().int().min(1).max(1000).default(1),
  size: z.coerce.number().int().min(1).max(100).default(20),
  descending: flag.optional(),
})

/** An owner to filter by: a person, `me`, or `none` (the public pool). */
export const ownerFilter = z.union([z.uuid(), z.enum(['me', 'none'])])

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number(), totalIsCapped: z.boolean() })

export const idParams = z.object({ id: z.uuid() })
export const versionBody = z.object({ version: z.number().int().min(1) })

export const tag = z.string().trim().min(1).max(24)
export const tagChange = z.object({
  add: z.array(tag).max(30).default([]),
  remove: z.array(tag).max(30).default([]),
})

export const errors = errorCodes({
  'record.stale': [
    'conflict',
    '别人刚改过这条记录。请看两边的值，选一个再保存；你填的内容还在。',
    'Somebody has just changed this record. Compare both values, choose one and save again; what you typed is kept.',
  ],
  'record.reference-missing': [
    'invalid',
    '选的部门、大区或关联的客户已不存在，请刷新后重选。',
    'The department, region or account chosen is no longer there. Refresh and choose again.',
  ],
  'record.owner-missing': [
    'invalid',
    '这位负责人不在本工作区或已停用，请另选一位。',
    'This owner is not in the workspace or no longer active. Choose somebody else.',
  ],
  'record.too-many-tags': [
    'invalid',
    '标签最多 30 个，请先去掉几个。',
    'At most 30 tags. Remove some first.',
  ],
})
