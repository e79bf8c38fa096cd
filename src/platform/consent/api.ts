import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

/** The purpose that decisions about a person need permission for. Every workspace has it. */
export const salesDecisions = 'sales-decisions'

export const errors = errorCodes({
  'consent.purpose-missing': [
    'missing',
    '没有这个用途，请刷新后重选。',
    'There is no such purpose. Refresh and choose again.',
  ],
  'consent.purpose-exists': [
    'conflict',
    '已有同名用途，请换一个标识。',
    'This purpose exists already. Choose another id.',
  ],
  'consent.subject-missing': [
    'missing',
    '找不到这位联系人，可能已删除。',
    'This contact was not found. It may have been deleted.',
  ],
  'consent.future': [
    'invalid',
    '同意的时间不能晚于现在。',
    'The time of a consent can not lie in the future.',
  ],
})

const text = (most: number) =>
  z.object({ 'zh-CN': z.string().trim().min(1).max(most), en: z.string().trim().min(1).max(most) })

export const purposeId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
export const consentDecision = z.enum(['granted', 'refused', 'withdrawn'])
export type ConsentDecision = z.infer<typeof consentDecision>

/** `line` is what is asked, in one line; `body` is the whole notice behind it. */
export const noticeText = z.object({ line: text(120), body: text(5_000) })

export const noticeView = noticeText.extend({
  purpose: z.string(),
  version: z.number(),
  createdAt: z.iso.datetime(),
})
export type NoticeView = z.infer<typeof noticeView>

export const purposeView = z.object({ id: z.string(), name: text(60), notice: noticeView })
export type PurposeView = z.infer<typeof purposeView>

export const entryView = z.object({
  seq: z.number(),
  subject: z.uuid(),
  purpose: z.string(),
  decision: consentDecision,
  /** Which part of Loam, or which outside source, it came through: `viewer`, `offline` … */
  source: z.string(),
  /** How the person said so: `document`, `phone`, `paper` … */
  channel: z.string(),
  noticeVersion: z.number().nullable(),
  recordedBy: z.uuid().nullable(),
  remark: z.string().nullable(),
  at: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
})
export type EntryView = z.infer<typeof entryView>

export const withoutPermission = z.enum(['drop', 'keep'])

const purposeParams = z.object({ purpose: purposeId })

export const listPurposes = route({
  method: 'GET',
  path: '/api/v1/consent/purposes',
  summary: 'Purposes of use, each with the notice in force',
  answer: z.array(purposeView),
})

export const createPurpose = route({
  method: 'POST',
  path: '/api/v1/consent/purposes',
  summary: 'Add a purpose with its first notice',
  body: noticeText.extend({ id: purposeId, name: text(60) }),
  answer: purposeView,
})

export const listNotices = route({
  method: 'GET',
  path: '/api/v1/consent/purposes/:purpose/notices',
  summary: 'All versions of a purpose’s notice, newest first',
  params: purposeParams,
  answer: z.array(noticeView),
})

export const publishNotice = route({
  method: 'POST',
  path: '/api/v1/consent/purposes/:purpose/notices',
  summary: 'Publish a new version of a notice; earlier ones stay as they are',
  params: purposeParams,
  body: noticeText,
  answer: noticeView,
})

export const listEntries = route({
  method: 'GET',
  path: '/api/v1/consent/ledger',
  summary: 'The ledger, newest first',
  query: z.object({
    subject: z.uuid().optional(),
    purpose: purposeId.optional(),
    before: z.coerce.number().int().positive().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({ entries: z.array(entryView), more: z.boolean() }),
})

/** What somebody said on the phone, on paper or in person. */
export const recordOffline = route({
  method: 'POST',
  path: '/api/v1/consent/ledger',
  summary: 'Record a choice that was made outside of Loam',
  body: z.object({
    subject: z.uuid(),
    purpose: purposeId.default(salesDecisions),
    decision: consentDecision,
    channel: z.enum(['phone', 'paper', 'mail', 'in-person', 'contract', 'other']),
    remark: z.string().trim().max(500).optional(),
    at: z.iso.datetime({ offset: true }).optional(),
  }),
  answer: entryView,
})

export const readSubject = route({
  method: 'GET',
  path: '/api/v1/consent/subjects/:subject',
  summary: 'What a person allows just now, by purpose',
  params: z.object({ subject: z.uuid() }),
  answer: z.array(z.object({ purpose: z.string(), permitted: z.boolean(), entry: entryView.nullable() })),
})

export const consentSetting = z.object({ withoutPermission })

export const readConsentSetting = route({
  method: 'GET',
  path: '/api/v1/consent/setting',
  summary: 'What happens to acts of people who gave no permission',
  answer: consentSetting,
})

export const changeConsentSetting = route({
  method: 'PUT',
  path: '/api/v1/consent/setting',
  summary: 'Drop such acts, or keep them without the person',
  body: consentSetting,
})

export const heldView = z.object({ day: z.string(), dropped: z.number(), unnamed: z.number() })

export const readHeld = route({
  method: 'GET',
  path: '/api/v1/consent/held',
  summary: 'How many acts were held back for want of permission, by day',
  query: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  answer: z.object({
    total: z.object({ dropped: z.number(), unnamed: z.number() }),
    days: z.array(heldView),
  }),
})

/** Domain event `consent.changed`: somebody gave or took back a permission. */
export const consentChanged = z.object({
  subject: z.uuid(),
  purpose: z.string(),
  decision: consentDecision,
  source: z.string(),
  at: z.number(),
})
export type ConsentChanged = z.infer<typeof consentChanged>
