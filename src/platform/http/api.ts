import { errorCodes } from '#kernel/error.ts'

/** Codes that any route may answer with. */
export const errors = errorCodes({
  'request.invalid': [
    'invalid',
    '请求里有填错的地方：{faults}',
    'Something in the request is wrong: {faults}',
  ],
  'request.not-json': [
    'invalid',
    '请求体不是有效的 JSON，请检查格式后重发。',
    'The body is not valid JSON. Check it and send it again.',
  ],
  'request.too-large': [
    'too-large',
    '请求体太大，请拆小后再发。',
    'The body is too large. Split it and send the parts.',
  ],
  'request.unauthenticated': [
    'unauthenticated',
    '请先登录，或带上有效的密钥。',
    'Sign in first, or send a valid key.',
  ],
  'request.forbidden': [
    'forbidden',
    '你的角色没有这项权限（{permission}），请联系管理员。',
    'Your role does not allow this ({permission}). Ask your administrator.',
  ],
  'request.foreign-origin': [
    'forbidden',
    '这个请求来自别的网站，已拦下。请从 Loam 的页面操作。',
    'This request came from another site and was stopped. Use the Loam pages.',
  ],
  'request.missing': [
    'missing',
    '找不到这条内容，可能已删除，或不在你能看的范围内。',
    'Not found. It may have been deleted, or lie outside what you may see.',
  ],
  'request.limited': [
    'limited',
    '请求太频繁，请 {seconds} 秒后再试。',
    'Too many requests. Try again in {seconds} seconds.',
  ],
  'server.unavailable': [
    'unavailable',
    '系统暂时连不上数据库，已确认的数据都在。请稍后重试。',
    'The database cannot be reached just now. Everything acknowledged is safe. Try again shortly.',
  ],
  'server.failed': [
    'unavailable',
    '系统出了问题，没有改动任何数据。请重试，仍不行就把编号 {requestId} 发给管理员。',
    'Something failed on our side and nothing was changed. Try again; if it persists, give {requestId} to your administrator.',
  ],
})
