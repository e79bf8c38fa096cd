import { z } from 'zod'
import { route } from '#kernel/route.ts'

const workspaceLine = z.object({ id: z.uuid(), name: z.string(), sample: z.boolean() })
export type WorkspaceLine = z.infer<typeof workspaceLine>

/** The workspaces of this installation, for the command line. */
export const listWorkspaces = route({
  method: 'GET',
  path: '/api/internal/workspaces',
  summary: 'All workspaces, for commands on this machine',
  answer: z.array(workspaceLine),
})

export const workspaceHeader = 'x-loam-workspace'
export const localScheme = 'Loam'
