import { can, type Http } from '#platform/http/index.ts'
import { mergeAccount, mergeContact } from './api.ts'
import type { Subjects } from './service.ts'

export function subjectRoutes(http: Http, subjects: Subjects): void {
  http.bind(mergeAccount, can('crm.write'), ({ actor, params, body, requestId }) =>
    subjects.mergeAccount(actor, params.id, body.placeholderId, requestId),
  )
  http.bind(mergeContact, can('crm.write'), ({ actor, params, body, requestId }) =>
    subjects.mergeContact(actor, params.id, body.placeholderId, requestId),
  )
}
