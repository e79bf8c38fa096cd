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

/** 待跟进 · 跟进中 · 已转化 · 已关闭. The first two are open. */
export const leadStatuses = ['open', 'working', 'qualified', 'closed'] as const
export const leadStatus = z.enum(leadStatuses)
export type LeadStatus = z.infer<typeof leadStatus>

const optionalText = (most: number) => z.string().trim().max(most).nullable()

export const leadFields = z.object({
  name: z.string().trim().min(1).max(120),
  accountId: z.uuid().nullable(),
  contactId: z.uuid().nullable(),
  source: optionalText(60),
  remark: optionalText(1000),
  status: leadStatus,
  priority,
  ownerId: z.uuid().nullable(),
})
export type LeadFields = z.infer<typeof leadFields>

export const leadItem = leadFields.extend({
  id: z.uuid(),
  accountName: z.string().nullable(),
  contactName: z.string().nullable(),
  tags: z.array(z.string()),
  createdAt: z.number(),
  updatedAt: z.number(),
  version: z.number(),
})
export type LeadItem = z.infer<typeof leadItem>

export const leadQuery = listQuery.extend({
  sort: z.enum(['priority', 'name', 'created']).optional(),
  account: z.uuid().optional(),
  owner: ownerFilter.optional(),
  status: commaList(leadStatus).optional(),
  priority: commaList(priority).optional(),
  source: z.string().max(60).optional(),
})
export type LeadQuery = z.infer<typeof leadQuery>

export const errors = errorCodes({
  'lead.missing': [
    'missing',
    '找不到这条线索，可能已删除，或不在你能看的范围内。',
    'This lead was not found. It may have been deleted, or lie outside what you may see.',
  ],
})

export const listLeads = route({
  method: 'GET',
  path: '/api/v1/leads',
  summary: 'Leads: search, filter, sort, page; most urgent first if not said otherwise',
  query: leadQuery,
  answer: pageOf(leadItem),
})

export const readLead = route({
  method: 'GET',
  path: '/api/v1/leads/:id',
  summary: 'One lead',
  params: idParams,
  answer: leadItem,
})

export const createLead = route({
  method: 'POST',
  path: '/api/v1/leads',
  summary: 'Enter a lead; it is yours unless said otherwise',
  body: leadFields.partial().extend({ id: z.uuid().optional(), name: leadFields.shape.name }),
  answer: leadItem,
})

export const updateLead = route({
  method: 'PATCH',
  path: '/api/v1/leads/:id',
  summary: 'Change fields of a lead, based on the version one has read',
  params: idParams,
  body: versionBody.extend({ changes: leadFields.partial() }),
  answer: leadItem,
})

export const tagLead = route({
  method: 'POST',
  path: '/api/v1/leads/:id/tags',
  summary: 'Add and remove tags',
  params: idParams,
  body: tagChange,
  answer: leadItem,
})

export const deleteLead = route({
  method: 'DELETE',
  path: '/api/v1/leads/:id',
  summary: 'Delete a lead; it can be restored',
  params: idParams,
})

export const restoreLead = route({
  method: 'POST',
  path: '/api/v1/leads/:id/restore',
  summary: 'Undo a deletion',
  params: idParams,
  answer: leadItem,
})

/** Domain event `lead.changed`; `created` is among the fields of a new one. */
export const leadChanged = z.object({
  leadId: z.uuid(),
  accountId: z.uuid().nullable(),
  fields: z.array(z.string()),
})
export type LeadChanged = z.infer<typeof leadChanged>
