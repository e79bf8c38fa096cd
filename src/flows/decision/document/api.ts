import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

import { device, reading, sectionView } from './reading-api.ts'

export * from './reader-api.ts'
export * from './reading-api.ts'

export const documentKind = z.enum(['tender', 'solution', 'quote', 'brochure', 'contract', 'case', 'other'])
export type DocumentKind = z.infer<typeof documentKind>

export const errors = errorCodes({
  'document.missing': [
    'missing',
    '找不到这份资料，可能已归档，或不在你能看的范围内。',
    'This document was not found. It may be archived, or lie outside what you may see.',
  ],
  'document.upload-missing': [
    'missing',
    '上传的文件不在了，请重新上传。',
    'The uploaded file is gone. Upload it again.',
  ],
  'document.not-a-document': [
    'invalid',
    '只能上传 PDF 或图片（PNG、JPEG、WebP）。请先把文件另存为 PDF。',
    'Only PDF files and pictures (PNG, JPEG, WebP) can be shared. Save the file as PDF first.',
  ],
  'document.too-large': [
    'too-large',
    '文件超过 {megabytes} MB。请压缩图片或拆成几份再上传。',
    'The file is larger than {megabytes} MB. Compress its pictures or split it.',
  ],
  'document.picture-too-large': [
    'too-large',
    '图片超过 6000 万像素，请缩小后再上传。',
    'The picture has more than 60 million pixels. Make it smaller and try again.',
  ],
  'document.mixed': [
    'invalid',
    '一份资料要么是一个 PDF，要么是一组图片。请分开上传。',
    'A document is either one PDF or a set of pictures. Upload them separately.',
  ],
  'document.encrypted': [
    'invalid',
    '这个 PDF 有打开密码，看不了。请去掉密码后再上传；要限制谁能看，可以给分享链接设密码。',
    'This PDF needs a password to open. Remove it and upload again; to limit who reads it, put a password on the share link.',
  ],
  'document.broken': [
    'invalid',
    '这个文件已损坏，打不开。请重新导出后再上传。',
    'This file is damaged and cannot be opened. Export it anew and upload it again.',
  ],
  'document.too-many-pages': [
    'too-large',
    '超过 5000 页，请拆成几份。',
    'More than 5,000 pages. Split the document.',
  ],
  'document.too-slow': [
    'invalid',
    '这个文件太复杂，处理超时。请简化图形或拆成几份再上传。',
    'This file is too complex to process. Simplify its graphics or split it.',
  ],
  'document.storage-full': [
    'unavailable',
    '服务器存储已满，文件没有保存，其他数据不受影响。请联系管理员清理空间后重试。',
    'The server has no space left; the file was not kept, everything else is safe. Ask your administrator to make room, then try again.',
  ],
  'document.section-outside': [
    'invalid',
    '第 {page} 页上的版块超出了页面，请重画。',
    'A section on page {page} lies outside the page. Draw it again.',
  ],
  'share.missing': ['missing', '找不到这个分享链接。', 'This share link was not found.'],
  'share.account-missing': [
    'missing',
    '找不到这位客户或联系人，请重新选择。',
    'This account or contact was not found. Choose again.',
  ],
  'share.no-mail': [
    'invalid',
    '还没有设置发信邮箱，无法验证邮箱。请联系管理员设置，或改用密码。',
    'No mail server is set up, so addresses cannot be checked. Ask your administrator, or use a password.',
  ],
  'share.watermark-download': [
    'invalid',
    '水印和下载不能同时打开：下载的文件没有水印。',
    'Watermark and download exclude each other: a downloaded file carries no watermark.',
  ],
})

const id = z.uuid()
const at = z.string()
const nullable = <T extends z.ZodType>(schema: T) => schema.nullable()

export const documentItem = z.object({
  id,
  title: z.string(),
  kind: documentKind,
  account: nullable(z.object({ id, name: z.string() })),
  owner: nullable(z.object({ id, name: z.string() })),
  version: z.int(),
  pages: z.int(),
  status: z.enum(['processing', 'ready', 'failed']),
  fault: nullable(z.string()),
  links: z.int(),
  readers: z.int(),
  seconds: z.number(),
  lastReadAt: nullable(at),
  createdAt: at,
})
export type DocumentItem = z.infer<typeof documentItem>

export const linkView = z.object({
  id,
  url: z.string(),
  recipient: nullable(z.string()),
  account: nullable(z.object({ id, name: z.string() })),
  contact: nullable(z.object({ id, name: z.string() })),
  parentId: nullable(id),
  channel: nullable(z.string()),
  createdBy: nullable(z.string()),
  createdAt: at,
  expiresAt: nullable(at),
  revokedAt: nullable(at),
  password: z.boolean(),
  emailCheck: z.boolean(),
  email: nullable(z.string()),
  download: z.boolean(),
  watermark: z.boolean(),
  opens: z.int(),
})
export type LinkView = z.infer<typeof linkView>

export const documentView = documentItem.extend({
  versions: z.array(
    z.object({
      number: z.int(),
      format: z.enum(['pdf', 'pictures']),
      status: z.enum(['processing', 'ready', 'failed']),
      fault: nullable(z.string()),
      pages: z.int(),
      bytes: z.number(),
      createdAt: at,
    }),
  ),
  links: z.array(linkView),
})
export type DocumentView = z.infer<typeof documentView>

const documentParams = z.object({ id })
const linkSettings = {
  expiresAt: z.iso.datetime({ offset: true }).nullable(),
  /** null takes the password away; left out, it stays. */
  password: z.string().min(4).max(200).nullable(),
  emailCheck: z.boolean(),
  email: z.email().max(200).nullable(),
  download: z.boolean(),
  watermark: z.boolean(),
}

export const documentRoutes = {
  upload: route({
    method: 'POST',
    path: '/api/v1/uploads',
    summary: 'Upload one file (body: the file itself, application/octet-stream)',
    query: z.object({ name: z.string().min(1).max(300) }),
    answer: z.object({ id, type: z.string(), bytes: z.number() }),
  }),
  list: route({
    method: 'GET',
    path: '/api/v1/documents',
    summary: 'List documents',
    query: z.object({
      search: z.string().max(100).optional(),
      accountId: id.optional(),
      kind: documentKind.optional(),
      offset: z.coerce.number().int().min(0).max(100_000).default(0),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    answer: z.object({ items: z.array(documentItem), total: z.int(), totalIsCapped: z.boolean() }),
  }),
  create: route({
    method: 'POST',
    path: '/api/v1/documents',
    summary: 'Make a document of uploaded files',
    body: z.object({
      title: z.string().trim().min(1).max(200),
      kind: documentKind,
      accountId: id.nullable().default(null),
      opportunity: z.string().max(200).nullable().default(null),
      uploads: z.array(id).min(1).max(200),
    }),
    answer: z.object({ id }),
  }),
  read: route({
    method: 'GET',
    path: '/api/v1/documents/:id',
    summary: 'A document with its versions and links',
    params: documentParams,
    answer: documentView,
  }),
  update: route({
    method: 'PATCH',
    path: '/api/v1/documents/:id',
    summary: 'Change title, kind or account; archive',
    params: documentParams,
    body: z
      .object({
        title: z.string().trim().min(1).max(200),
        kind: documentKind,
        accountId: id.nullable(),
        archived: z.boolean(),
      })
      .partial(),
  }),
  addVersion: route({
    method: 'POST',
    path: '/api/v1/documents/:id/versions',
    summary: 'Put a new version behind the same links',
    params: documentParams,
    body: z.object({ uploads: z.array(id).min(1).max(200) }),
    answer: z.object({ number: z.int() }),
  }),
  sections: route({
    method: 'GET',
    path: '/api/v1/documents/:id/versions/:number/sections',
    summary: 'Sections of a version',
    params: z.object({ id, number: z.coerce.number().int().min(1) }),
    answer: z.object({ items: z.array(sectionView) }),
  }),
  setSections: route({
    method: 'PUT',
    path: '/api/v1/documents/:id/versions/:number/sections',
    summary: 'Replace the sections of a version; those sent with their id are kept',
    params: z.object({ id, number: z.coerce.number().int().min(1) }),
    body: z.object({
      items: z
        .array(
          sectionView
            .omit({ id: true, source: true, key: true })
            .extend({ id: id.optional(), key: z.string().max(60).optional() }),
        )
        .max(10_000),
    }),
    answer: z.object({ items: z.array(sectionView) }),
  }),
  pagePicture: route({
    method: 'GET',
    path: '/api/v1/documents/:id/versions/:number/pages/:page',
    summary: 'A page as a JPEG picture, small or large',
    params: z.object({ id, number: z.coerce.number().int().min(1), page: z.coerce.number().int().min(1) }),
    query: z.object({ size: z.enum(['small', 'large']).default('small') }),
  }),
  reading: route({
    method: 'GET',
    path: '/api/v1/documents/:id/reading',
    summary: 'Who read what for how long, who passed it to whom, and what that tells',
    params: documentParams,
    query: z.object({ version: z.coerce.number().int().min(1).optional() }),
    answer: reading,
  }),
  createLink: route({
    method: 'POST',
    path: '/api/v1/documents/:id/links',
    summary: 'Make a share link for one recipient',
    params: documentParams,
    body: z
      .object({
        ...linkSettings,
        id,
        accountId: id.nullable(),
        contactId: id.nullable(),
        recipient: z.string().trim().max(60).nullable(),
        channel: z.string().max(30).nullable(),
      })
      .partial(),
    answer: linkView,
  }),
  updateLink: route({
    method: 'PATCH',
    path: '/api/v1/share-links/:id',
    summary: 'Change a link’s switches, or revoke it',
    params: z.object({ id }),
    body: z.object({ ...linkSettings, revoked: z.boolean() }).partial(),
    answer: linkView,
  }),
  linkQr: route({
    method: 'GET',
    path: '/api/v1/share-links/:id/qr',
    summary: 'The link as a QR code (SVG)',
    params: z.object({ id }),
  }),
  nameReader: route({
    method: 'PATCH',
    path: '/api/v1/readers/:id',
    summary: 'Say who an unnamed reader is',
    params: z.object({ id }),
    body: z.object({ contactId: id.nullable(), name: z.string().trim().max(60).nullable() }).partial(),
  }),
  views: route({
    method: 'GET',
    path: '/api/v1/documents/:id/views',
    summary: 'Views that were not counted, and why',
    params: documentParams,
    answer: z.object({
      items: z.array(
        z.object({
          id,
          startedAt: at,
          kind: z.enum(['pending', 'human', 'suspected', 'bot']),
          reasons: z.array(z.string()),
          device: z.object({ kind: device, system: z.string().optional(), browser: z.string().optional() }),
        }),
      ),
    }),
  }),
  reclassify: route({
    method: 'PATCH',
    path: '/api/v1/views/:id',
    summary: 'Count a view as a person’s after all',
    params: z.object({ id }),
    body: z.object({ kind: z.literal('human') }),
  }),
} as const

/** Domain event: an act of a reader, ready for the event log. */
export interface DocumentAct {
  id: string
  type: string
  at: number
  customer?: string
  person?: string
  opportunity?: string
  props: Record<string, unknown>
}
/** Type of the domain event that carries a `DocumentAct`. */
export const documentAct = 'document.act'
