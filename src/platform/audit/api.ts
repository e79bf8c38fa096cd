import { z } from 'zod'
import { route } from '#kernel/route.ts'

export const auditLine = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  actorKind: z.enum(['user', 'key', 'system']),
  actorId: z.uuid().nullable(),
  /** The person's or key's name as it is now; null for the system and for who is gone. */
  actorName: z.string().nullable(),
  /** `noun.verb`, such as `member.changed`. */
  act: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  /** `{ field: [before, after] }` or why. */
  details: z.record(z.string(), z.unknown()),
  requestId: z.string().nullable(),
})
export type AuditLine = z.infer<typeof auditLine>

/** Newest first. The answer's `next`, sent back as `before`, continues where the page ended. */
export const listAudit = route({
  method: 'GET',
  path: '/api/v1/audit',
  summary: 'Who did or saw what, newest first',
  query: z.object({
    actorId: z.uuid().optional(),
    /** A whole act, or the noun alone: `member` finds every `member.…`. */
    act: z.string().max(100).optional(),
    subjectKind: z.string().max(60).optional(),
    subjectId: z.string().max(100).optional(),
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    before: z
      .string()
      .regex(/^[\d.]{1,30}_[0-9a-f-]{36}$/)
      .optional(),
  }),
  answer: z.object({ items: z.array(auditLine), next: z.string().nullable() }),
})
