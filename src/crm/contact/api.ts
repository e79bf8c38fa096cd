import { z } from 'zod'
import { idParams, listQuery, ownerFilter, pageOf, tagChange, versionBody } from '#crm/record/api.ts'
import { errorCodes } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { route } from '#kernel/route.ts'

/** 推动者 · 使用方 · 技术评估 · 拍板. */
export const dealRoles = ['champion', 'user', 'evaluator', 'decider'] as const
export const dealRole = z.enum(dealRoles)
export type DealRole = z.infer<typeof dealRole>

const optionalText = (most: number) => z.string().trim().max(most).nullable()

/**
 * What a person may fill in. `phones` may hold masked entries (138****1234) as they were read: each keeps the
 * number it stands for, so that a form never needs the full numbers.
 */
export const contactFields = z.object({
  name: z.string().trim().min(1).max(80),
  title: optionalText(80),
  accountId: z.uuid().nullable(),
  role: dealRole.nullable(),
  phones: z.array(z.string().trim().min(3).max(40)).max(8),
  email: z.email().max(254).nullable(),
  wechat: optionalText(60),
  ownerId: z.uuid().nullable(),
})
export type ContactFields = z.infer<typeof contactFields>

/** A contact as lists show it: no way to reach the person. */
export const contactItem = z.object({
  id: z.uuid(),
  name: z.string(),
  title: z.string().nullable(),
  accountId: z.uuid().nullable(),
  accountName: z.string().nullable(),
  role: dealRole.nullable(),
  /** Masked: 138****1234. */
  phones: z.array(z.string()),
  tags: z.array(z.string()),
  ownerId: z.uuid().nullable(),
  placeholder: z.boolean(),
  lastActivityAt: z.number().nullable(),
  createdAt: z.number(),
  version: z.number(),
})
export type ContactItem = z.infer<typeof contactItem>

/** One contact. Phones stay masked (see `revealContact`); reading it is written to the audit log. */
export const contactView = contactItem.extend({
  email: z.string().nullable(),
  wechat: z.string().nullable(),
  externalIds: z.array(z.object({ source: z.string(), externalId: z.string() })),
  updatedAt: z.number(),
})
export type ContactView = z.infer<typeof contactView>

export const contactQuery = listQuery.extend({
  sort: z.enum(['name', 'activity', 'created']).optional(),
  account: z.uuid().optional(),
  owner: ownerFilter.optional(),
  role: dealRole.optional(),
  kind: z.enum(['real', 'placeholder', 'all']).default('real'),
})
export type ContactQuery = z.infer<typeof contactQuery>

export const errors = errorCodes({
  'contact.missing': [
    'missing',
    '找不到这位联系人，可能已删除，或不在你能看的范围内。',
    'This contact was not found. They may have been deleted, or lie outside what you may see.',
  ],
  'contact.merged': [
    'gone',
    '这位联系人已并入另一位，请打开合并后的那位。',
    'This contact was merged into another. Open that one instead.',
  ],
  'contact.erase-confirm': [
    'invalid',
    '输入的姓名与这位联系人不一致，什么都没有清除。请照原样输入姓名。',
    'The name you typed is not this contact’s. Nothing was erased. Type the name exactly as shown.',
  ],
  'contact.phone-masked': [
    'invalid',
    '号码“{phone}”不完整，也不是这位联系人已有的号码。请填完整号码。',
    'The number "{phone}" is incomplete and not one this contact already has. Enter the full number.',
  ],
})

/** Domain event `person.erased`: somebody is to be forgotten wherever they are remembered. It is gone itself once all have heard it. */
export const personErased = z.object({
  person: z.uuid(),
  /** What stands in the person's place where something has to. */
  alias: z.uuid(),
  account: z.uuid().nullable(),
  /** Name, phones, addresses; those among them that are nobody else's. */
  words: z.array(z.string()),
  marks: z.array(z.string()),
})
export type PersonErased = z.infer<typeof personErased>

/** What the law has us keep of somebody who was erased: an agreement in effect, whole, and since when it is. */
export const keptAgreement = z.object({
  kind: z.literal('contract'),
  id: z.uuid(),
  number: z.string(),
  name: z.string(),
  since: z.number(),
})
export type KeptAgreement = z.infer<typeof keptAgreement>

/** Takes effect at once and can't be undone. `confirm` is the person's name, typed. */
export const eraseContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/erase',
  summary: 'Erase a person: contact, acts’ person, names; agreements and the chain of decisions stay',
  params: idParams,
  body: z.object({ confirm: z.string().max(80) }),
  answer: z.object({ rows: z.number(), kept: z.array(keptAgreement) }),
})

export const listContacts = route({
  method: 'GET',
  path: '/api/v1/contacts',
  summary: 'Contacts: search by name part, pinyin or initials; filter, sort, page. Phones are masked',
  query: contactQuery,
  answer: pageOf(contactItem),
})

export const readContact = route({
  method: 'GET',
  path: '/api/v1/contacts/:id',
  summary: 'One contact; the reading is audited',
  params: idParams,
  answer: contactView,
})

/** Full phone numbers. Needs its own permission; each call is audited. */
export const revealContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/reveal',
  summary: 'Show the full phone numbers of a contact; audited',
  params: idParams,
  answer: z.object({ phones: z.array(z.object({ normal: z.string(), display: z.string() })) }),
})

export const createContact = route({
  method: 'POST',
  path: '/api/v1/contacts',
  summary: 'Enter a contact',
  body: contactFields.partial().extend({ id: z.uuid().optional(), name: contactFields.shape.name }),
  answer: contactView,
})

export const updateContact = route({
  method: 'PATCH',
  path: '/api/v1/contacts/:id',
  summary: 'Change fields of a contact, based on the version one has read',
  params: idParams,
  body: versionBody.extend({ changes: contactFields.partial() }),
  answer: contactView,
})

export const tagContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/tags',
  summary: 'Add and remove tags',
  params: idParams,
  body: tagChange,
  answer: contactView,
})

export const deleteContact = route({
  method: 'DELETE',
  path: '/api/v1/contacts/:id',
  summary: 'Delete a contact; it can be restored',
  params: idParams,
})

export const restoreContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/restore',
  summary: 'Undo a deletion',
  params: idParams,
  answer: contactView,
})

/** Domain event `contact.changed`. */
export const contactChanged = z.object({
  contactId: z.uuid(),
  accountId: z.uuid().nullable(),
  fields: z.array(z.string()),
})
export type ContactChanged = z.infer<typeof contactChanged>

/** Domain event `contacts.placed`: people who were in no account are in the one they first acted for. */
export interface ContactsPlaced {
  contacts: { contactId: Id; accountId: Id }[]
}
