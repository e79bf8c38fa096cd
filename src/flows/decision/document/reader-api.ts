// What the public viewer and the server say to each other. The staff's side is in api.ts.
import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

const id = z.uuid()
const count = z.int().min(0).max(1_000_000)
/** Milliseconds, at most a year. */
const ms = z.number().finite().min(0).max(31_536_000_000).transform(Math.floor)
const linkToken = z.string().regex(/^[0-9A-Za-z]{22}$/)
/** Signed by the server; proves that a view (or an unlocked link) is the caller's. */
const signed = z.string().max(200)

export const readerErrors = errorCodes({
  'link.missing': [
    'missing',
    '没有这个链接。请向发给您的人再要一次。',
    'There is no such link. Ask whoever sent it for a new one.',
  ],
  'link.expired': [
    'gone',
    '这个链接已过期。请联系发给您的人，换一个新链接。',
    'This link has expired. Ask whoever sent it for a new one.',
  ],
  'link.revoked': [
    'gone',
    '分享人已收回这个链接。如仍需要，请直接联系对方。',
    'The sender has withdrawn this link. If you still need it, contact them.',
  ],
  'link.not-ready': [
    'unavailable',
    '资料正在准备，请过一分钟再打开。',
    'The document is being prepared. Open the link again in a minute.',
  ],
  'link.password-wrong': [
    'forbidden',
    '密码不对，还可以试 {left} 次。',
    'Wrong password. You have {left} tries left.',
  ],
  'link.locked': [
    'limited',
    '密码连续输错，请 {minutes} 分钟后再试。',
    'Too many wrong passwords. Try again in {minutes} minutes.',
  ],
  'link.code-wrong': [
    'forbidden',
    '验证码不对或已过期。请核对邮件，或重新获取。',
    'The code is wrong or has expired. Check the e-mail or ask for a new code.',
  ],
  'link.code-wait': [
    'limited',
    '验证码刚发过，请 {seconds} 秒后再要。',
    'A code was just sent. Ask again in {seconds} seconds.',
  ],
  'view.expired': [
    'unauthenticated',
    '阅读已中断，请重新打开链接。',
    'This reading session has ended. Open the link again.',
  ],
  'view.no-download': [
    'forbidden',
    '分享人没有开放下载。如需文件，请向对方索取。',
    'The sender has not allowed downloads. Ask them for the file.',
  ],
  'share.too-many': [
    'limited',
    '您已转给很多人。请过一小时再试，或请分享人直接发送。',
    'You have passed this on many times. Try again in an hour, or ask the sender.',
  ],
})

const box = { x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }

export const readerSection = z.object({ id: z.string(), page: z.int(), ...box, title: z.string() })
export const readerPage = z.object({ width: z.number(), height: z.number(), chars: z.int() })
export const readerOutline = z.object({
  title: z.string(),
  page: z.int(),
  y: z.number(),
  depth: z.int(),
})

const texts = z.object({ 'zh-CN': z.string(), en: z.string() })

/** The notice in force and what the reader chose; `choice` is null while unanswered. */
export const readerConsent = z.object({
  choice: z.enum(['granted', 'denied']).nullable(),
  version: z.int(),
  line: texts,
  notice: texts,
})

/** A reader is let in. `fileUrl` takes ranges (PDF); pictures come one by one from `pageUrl`, `{page}` replaced. */
export const openedView = z.object({
  state: z.literal('open'),
  viewId: id,
  token: signed,
  /** Opens the same link again without asking password or code. */
  pass: signed,
  visitor: z.string(),
  title: z.string(),
  company: z.string(),
  sharedBy: z.string(),
  forwardedBy: z.string().nullable(),
  format: z.enum(['pdf', 'pictures']),
  version: z.int(),
  pages: z.array(readerPage),
  sections: z.array(readerSection),
  outline: z.array(readerOutline),
  fileUrl: z.string(),
  pageUrl: z.string(),
  download: z.boolean(),
  watermark: z.string().nullable(),
  consent: readerConsent,
  beatMs: z.int(),
})
export type OpenedView = z.infer<typeof openedView>

/** A reader must first give something. `wanted` says what; `title` may be shown at the door. */
export const gatedLink = z.object({
  state: z.literal('gate'),
  wanted: z.enum(['password', 'email', 'code']),
  title: z.string(),
  company: z.string(),
  sharedBy: z.string(),
})

const dwell = z.object({ ms, visits: count })

/** Cumulative totals of one view. Repeats, delays and disorder are harmless: the larger number wins. */
export const beat = z.object({
  token: signed,
  seq: count,
  idleMs: ms,
  visibleMs: ms,
  pages: z.record(z.string().max(8), dwell),
  sections: z.record(z.string().max(40), dwell),
  restarts: z.array(z.object({ atMs: ms, fromPage: count })).max(50),
  /** Sections on screen at this moment; those that left it are told as events. */
  onScreen: z.array(z.string().max(40)).max(500),
  gestures: count,
  inputs: count,
  /** The page is being left or hidden. */
  end: z.boolean(),
})
export type Beat = z.infer<typeof beat>

export const readerRoutes = {
  open: route({
    method: 'POST',
    path: '/api/public/links/:token/open',
    summary: 'Start reading a shared document',
    params: z.object({ token: linkToken }),
    body: z.object({
      visitor: z
        .string()
        .regex(/^[0-9A-Za-z]{22}$/)
        .optional(),
      pass: signed.optional(),
      password: z.string().max(200).optional(),
      email: z.email().max(200).optional(),
      code: z.string().max(12).optional(),
      screen: z.object({ width: count, height: count, touch: z.boolean() }),
      referrer: z.string().max(2_000).optional(),
      gestures: count.default(0),
    }),
    answer: z.discriminatedUnion('state', [openedView, gatedLink]),
  }),
  beat: route({
    method: 'POST',
    path: '/api/public/views/:id/beats',
    summary: 'Report cumulative reading time of a view',
    params: z.object({ id }),
    body: beat,
    answer: z.object({ seq: z.int() }),
  }),
  share: route({
    method: 'POST',
    path: '/api/public/views/:id/shares',
    summary: 'Make a link of one’s own for a colleague',
    params: z.object({ id }),
    body: z.object({ token: signed, name: z.string().trim().max(60).optional() }),
    answer: z.object({ url: z.string(), qr: z.string() }),
  }),
  consent: route({
    method: 'POST',
    path: '/api/public/views/:id/consent',
    summary: 'Allow or refuse the use of reading behaviour for sales decisions',
    params: z.object({ id }),
    body: z.object({ token: signed, choice: z.enum(['granted', 'denied']), version: z.int() }),
    answer: z.object({ choice: z.enum(['granted', 'denied']) }),
  }),
  download: route({
    method: 'POST',
    path: '/api/public/views/:id/downloads',
    summary: 'Get a short-lived address of the file',
    params: z.object({ id }),
    body: z.object({ token: signed }),
    answer: z.object({ url: z.string() }),
  }),
} as const

export type Gated = z.infer<typeof gatedLink>
export type OpenAnswer = OpenedView | Gated
export type ReaderSection = z.infer<typeof readerSection>
export type ReaderPage = z.infer<typeof readerPage>
export type ReaderOutline = z.infer<typeof readerOutline>
export type ReaderConsent = z.infer<typeof readerConsent>
