/** A text in both languages of the product. */
export interface LocalText {
  'zh-CN': string
  en: string
}

export type Locale = keyof LocalText

/** What kind of failure it is; HTTP maps it to a status once, in `platform/http`. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'limited'
  | 'unavailable'

/** An error code as a module's `api.ts` declares it: its kind, and a message that says what to do next. */
export interface ErrorCode {
  code: string
  kind: ErrorKind
  message: LocalText
}

/** Declares a module's error codes: `const errors = errorCodes({ 'account.missing': ['missing', zh, en] })`. */
export function errorCodes<const K extends string>(
  codes: Record<K, readonly [ErrorKind, zh: string, en: string]>,
): { [P in K]: ErrorCode } {
  const entries = Object.entries<readonly [ErrorKind, string, string]>(codes)
  return Object.fromEntries(
    entries.map(([code, [kind, zh, en]]) => [code, { code, kind, message: { 'zh-CN': zh, en } }]),
  ) as { [P in K]: ErrorCode }
}

/** The one error type of the system. `details` are shown to the caller: no secrets, no personal data of others. */
export class AppError extends Error {
  readonly code: string
  readonly kind: ErrorKind
  readonly text: LocalText
  readonly details: Record<string, unknown> | undefined

  constructor(error: ErrorCode, details?: Record<string, unknown>) {
    super(fill(error.message.en, details))
    this.name = 'AppError'
    this.code = error.code
    this.kind = error.kind
    this.details = details
    this.text = { 'zh-CN': fill(error.message['zh-CN'], details), en: fill(error.message.en, details) }
  }
}

/** Puts `{name}` details into a message. */
function fill(message: string, details: Record<string, unknown> | undefined): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(details?.[name] ?? whole))
}
