import { z } from 'zod'
import { route } from '#kernel/route.ts'

const timeZone = z.string().refine(isTimeZone, 'not a time zone, such as Asia/Shanghai')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const workspaceView = z.object({
  id: z.uuid(),
  name: z.string(),
  timeZone: z.string(),
  /** Language of what the workspace sends to several people at once. */
  locale: z.enum(['zh-CN', 'en']),
  sample: z.boolean(),
})
export type WorkspaceView = z.infer<typeof workspaceView>

export const readWorkspace = route({
  method: 'GET',
  path: '/api/v1/workspace',
  summary: 'The workspace: its name, time zone and language',
  answer: workspaceView,
})

export const changeWorkspace = route({
  method: 'PATCH',
  path: '/api/v1/workspace',
  summary: 'Change the workspace’s name, time zone or language',
  body: z.strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    timeZone: timeZone.optional(),
    locale: z.enum(['zh-CN', 'en']).optional(),
  }),
  answer: workspaceView,
})
