import type { Locale, LocalText } from '#kernel/error.ts'

/** What the server answered instead of what was asked for, or that it could not be reached. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly text: LocalText
  readonly requestId: string | undefined
  readonly details: Record<string, unknown> | undefined

  constructor(
    status: number,
    error: { code: string; message: LocalText; requestId?: string; details?: Record<string, unknown> },
  ) {
    super(error.message.en)
    this.name = 'ApiError'
    this.status = status
    this.code = error.code
    this.text = error.message
    this.requestId = error.requestId
    this.details = error.details
  }
}

/** What the server says beside one error, as its module's `api.ts` declares it; undefined for every other. */
export function detailsOf<T extends object>(thrown: unknown, code: string): T | undefined {
  return thrown instanceof ApiError && thrown.code === code ? (thrown.details as T | undefined) : undefined
}

const unreachable: LocalText = {
  'zh-CN': '连不上服务器。刚才没提交的内容还在这一页，网络恢复后再试。',
  en: 'The server can’t be reached. What you have not sent is still on this page; try again once you are online.',
}
const broken: LocalText = {
  'zh-CN': '这一页出了错。已保存的内容没有受影响，刷新后再试；还不行就把代码发给管理员。',
  en: 'This page failed. Nothing saved was affected. Reload and try again; if it stays, send the code to your admin.',
}
const titles = {
  failed: { 'zh-CN': '没有读到', en: 'This could not be loaded' },
  broken: { 'zh-CN': '这里出错了', en: 'Something broke here' },
  offline: { 'zh-CN': '网络断开了', en: 'You are offline' },
  forbidden: { 'zh-CN': '你没有权限看这里', en: 'You may not see this' },
  missing: { 'zh-CN': '没有找到', en: 'Not found' },
} satisfies Record<string, LocalText>

/** The error of a request that never arrived. */
export function networkError(): ApiError {
  return new ApiError(0, { code: 'network.unreachable', message: unreachable })
}

/** Title, what to do, and the code to copy, in the reader's language. */
export function describeError(error: unknown, locale: Locale): { title: string; hint: string; code: string } {
  if (!(error instanceof ApiError))
    return { title: titles.broken[locale], hint: broken[locale], code: 'web.unexpected' }
  const title =
    error.status === 0
      ? titles.offline
      : error.status === 403
        ? titles.forbidden
        : error.status === 404
          ? titles.missing
          : titles.failed
  const code = error.requestId ? `${error.code} · ${error.requestId}` : error.code
  return { title: title[locale], hint: error.text[locale], code }
}
