import { z } from 'zod'
import { measures, subject } from '#collaboration/mandate/api.ts'

const localId = z.string().regex(/^[\w-]{1,60}$/)

/** Empty while it isn't chosen yet: such a flow can be checked, but not put in force. */
const chosen = z.union([z.uuid(), z.literal('')])

export const who = z.discriminatedUnion('by', [
  z.object({ by: z.literal('person'), personId: chosen }),
  /** The nearest holders of a role, upwards from the owner's department. */
  z.object({ by: z.literal('role'), role: chosen }),
  /** The head of the department so many levels above the owner's; 0: its own. */
  z.object({ by: z.literal('head'), up: z.number().int().min(0).max(9) }),
  /** Whoever's mandate covers what lies outside. */
  z.object({ by: z.literal('mandate') }),
])
export type Who = z.infer<typeof who>

export const stepRule = z.object({
  id: localId,
  name: z.string().trim().max(40),
  who: z.array(who).max(12),
  /** 会签 · 或签 · 依次 */
  mode: z.enum(['all', 'any', 'turn']),
  /** Taken only while a measure is above or below a value, in the measure's own unit. */
  when: z.object({ measure: z.enum(measures), is: z.enum(['above', 'below']), value: z.number() }).nullable(),
  copy: z.array(who).max(12),
  /** Working hours; null: no deadline. */
  hours: z.number().nullable(),
  late: z.enum(['remind', 'escalate']),
})
export type StepRule = z.infer<typeof stepRule>

export const flowVersion = z.object({
  subject,
  /** 0: what a workspace begins with, which nobody wrote. */
  version: z.number(),
  steps: z.array(stepRule),
  note: z.string(),
  savedBy: z.uuid().nullable(),
  savedAt: z.number().nullable(),
})
export type FlowVersion = z.infer<typeof flowVersion>

export const flowFaults = [
  'no-steps',
  'no-name',
  'nobody',
  'unknown-person',
  'unknown-copy',
  'unknown-role',
  'bad-hours',
  'same-id',
] as const
export const flowCheck = z.object({
  faults: z.array(z.object({ stepId: z.string().nullable(), fault: z.enum(flowFaults) })),
})
export type FlowCheck = z.infer<typeof flowCheck>
