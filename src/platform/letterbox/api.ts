import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

export const errors = errorCodes({
  'letterbox.closed': [
    'missing',
    '这里没有演示邮箱：它只在示例工作区里、并且没有设置 SMTP_URL 时才有。',
    'There is no demo letter box here: only the sample workspace has one, and only without SMTP_URL.',
  ],
})

/** What live screens are told when a letter was kept. */
export const letterKept = 'letter.kept'

export const letterView = z.object({
  id: z.uuid(),
  to: z.object({ name: z.string().nullable(), address: z.string() }),
  subject: z.string(),
  text: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
})
export type LetterView = z.infer<typeof letterView>

export const listLetters = route({
  method: 'GET',
  path: '/api/v1/letters',
  summary: 'Letters of the sample workspace that were kept here instead of mailed, newest first, at most 200',
  answer: z.object({ items: z.array(letterView) }),
})
