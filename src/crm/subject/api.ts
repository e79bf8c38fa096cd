import { z } from 'zod'
import { idParams } from '#crm/record/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

export const subjectKind = z.enum(['account', 'contact'])
export type SubjectKind = z.infer<typeof subjectKind>

export const errors = errorCodes({
  'subject.not-placeholder': [
    'conflict',
    '只有还没认领的客户或联系人才能并入别的。请选“未识别”里的一条。',
    'Only a placeholder can be merged into another. Choose one of those not yet identified.',
  ],
  'subject.itself': [
    'invalid',
    '不能并入它自己，请另选一个。',
    'It can not be merged into itself. Choose another.',
  ],
})

/** Joins a placeholder account, with its ids, people, leads, notes and tasks, into a real one. */
export const mergeAccount = route({
  method: 'POST',
  path: '/api/v1/accounts/:id/absorb',
  summary: 'Merge a placeholder account into this one',
  params: idParams,
  body: z.object({ placeholderId: z.uuid() }),
})

export const mergeContact = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/absorb',
  summary: 'Merge a placeholder contact into this one',
  params: idParams,
  body: z.object({ placeholderId: z.uuid() }),
})

/** Domain event `subject.merged`: what is kept about `from` belongs to `into` from now on. */
export const subjectMerged = z.object({ kind: subjectKind, from: z.uuid(), into: z.uuid() })
export type SubjectMerged = z.infer<typeof subjectMerged>
