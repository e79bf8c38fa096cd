import { locale, t } from './texts.ts'

/** What the server refused, in the reader's language. `code` is the server's own, `offline` where nothing answered. */
export class ReaderError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Posts JSON and returns the answer. @throws ReaderError */
export async function post<T>(url: string, body: unknown): Promise<T> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': locale },
      body: JSON.stringify(body),
    })
  } catch {
    throw new ReaderError('offline', t.offline)
  }
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refusal(answer)
  return answer as T
}

function refusal(answer: unknown): ReaderError {
  const error = (answer as { error?: { code?: string; message?: unknown } } | undefined)?.error
  const message = error?.message
  if (typeof message === 'string') return new ReaderError(error?.code ?? '', message)
  const own = (message as Record<string, string> | undefined)?.[locale]
  return new ReaderError(error?.code ?? '', own ?? t.offline)
}

/** Sends without waiting, also while the page goes away. False if the browser would not take it. */
export function sendLast(url: string, body: unknown): boolean {
  const blob = new Blob([JSON.stringify(body)], { type: 'application/json' })
  return navigator.sendBeacon(url, blob)
}
