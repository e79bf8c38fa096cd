import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'
import { contractLanguage, party, signatureMark } from './content-api.ts'

const token = z.object({ token: z.string().max(100) })
const hash = z.string().regex(/^[0-9a-f]{64}$/)

export const customerErrors = errorCodes({
  'signing.missing': [
    'missing',
    '这个链接已失效。请向发送人要一个新的。',
    'This link is no longer valid. Ask whoever sent it for a new one.',
  ],
  'signing.changed': [
    'conflict',
    '合同刚更新过。请刷新页面，看过新内容再签。',
    'The contract has just been updated. Refresh the page and read it before you sign.',
  ],
  'signing.closed': [
    'conflict',
    '这份合同现在不能签署。请和发送人联系。',
    'This contract can’t be signed at the moment. Please contact whoever sent it.',
  ],
  'signing.expired': [
    'gone',
    '签署期限已过。请向发送人要一个新的链接。',
    'The time for signing is over. Ask whoever sent it for a new link.',
  ],
  'signing.code-wrong': [
    'invalid',
    '验证码不对，或已过期。请核对，或重新获取。',
    'The code is wrong or too old. Check it, or ask for another.',
  ],
  'signing.code-wait': [
    'limited',
    '验证码刚发过。请在 {seconds} 秒后再获取。',
    'A code has just been sent. Ask again in {seconds} seconds.',
  ],
  'signing.code-many': [
    'limited',
    '获取验证码太频繁。请一小时后再试。',
    'Too many codes were asked for. Try again in an hour.',
  ],
  'signing.no-mail': [
    'unavailable',
    '验证码发不出去。请稍后再试，或和发送人联系。',
    'The code could not be sent. Try again later, or contact whoever sent the link.',
  ],
  'signing.provider-away': [
    'unavailable',
    '签约服务暂时连不上。请稍后再打开这个链接。',
    'The signing service can’t be reached. Open this link again in a while.',
  ],
  'signing.not-agreed': [
    'invalid',
    '请先勾选「已阅读并同意」。',
    'Tick that you have read the contract and agree first.',
  ],
})

/** What the signer's browser shows. */
export const signingView = z.object({
  state: z.enum(['open', 'done', 'declined', 'expired', 'closed']),
  language: contractLanguage,
  hash,
  title: z.string(),
  number: z.string(),
  company: z.string(),
  seller: party,
  buyer: party,
  signer: z.object({
    name: z.string(),
    title: z.string(),
    /** zhao***@example.com */
    email: z.string(),
  }),
  clauses: z.array(z.object({ title: z.string(), text: z.string() })),
  lines: z.array(z.object({ name: z.string(), unit: z.string(), quantity: z.string(), amount: z.string() })),
  total: z.string(),
  capital: z.string().nullable(),
  payment: z.array(z.object({ label: z.string(), share: z.string(), amount: z.string() })),
  /** The sentence that is agreed to, word for word. */
  agreement: z.string(),
  signedByUs: z.object({ name: z.string(), at: z.number() }).nullable(),
  signedByCustomer: z.object({ name: z.string(), at: z.number() }).nullable(),
  expiresAt: z.number(),
  /** Codes are kept on the server instead of mailed: nobody is identified by them. */
  demo: z.boolean(),
  /** Where an outside provider signs: the address to go on to. */
  providerUrl: z.string().nullable(),
})
export type SigningView = z.infer<typeof signingView>

export const customerRoutes = {
  open: route({
    method: 'POST',
    path: '/api/public/contracts/:token/open',
    summary: 'The contract behind a signing link, to read',
    params: token,
    answer: signingView,
  }),
  code: route({
    method: 'POST',
    path: '/api/public/contracts/:token/code',
    summary: 'Send a code to the signer’s e-mail address',
    params: token,
    answer: z.object({ email: z.string(), waitSeconds: z.number() }),
  }),
  sign: route({
    method: 'POST',
    path: '/api/public/contracts/:token/sign',
    summary: 'Sign exactly this text; sent again it answers the same',
    params: token,
    body: z.object({
      hash,
      agreed: z.boolean(),
      code: z.string().regex(/^\d{6}$/),
      mark: signatureMark,
    }),
    answer: signingView,
  }),
  decline: route({
    method: 'POST',
    path: '/api/public/contracts/:token/decline',
    summary: 'Decline to sign, with a reason',
    params: token,
    body: z.object({ hash, reason: z.string().trim().min(1).max(300) }),
    answer: signingView,
  }),
} as const
