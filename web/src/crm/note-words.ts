import type { NoteKind } from '#crm/activity/api.ts'
import type { CrmText } from './texts.ts'

/** The words of each way of contact. */
export const noteWords: Record<NoteKind, CrmText> = {
  call: 'call',
  visit: 'visit',
  wechat: 'chat',
  mail: 'mail',
  meeting: 'meeting',
  other: 'other',
}
