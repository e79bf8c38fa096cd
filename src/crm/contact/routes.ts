import { can, type Http } from '#platform/http/index.ts'
import * as api from './api.ts'
import type { Contacts } from './service.ts'

const read = can('crm.read')
const write = can('crm.write')
const remove = can('crm.delete')
const reveal = can('person.reveal')
const erase = can('consent.manage')

export function contactRoutes(http: Http, contacts: Contacts): void {
  http.bind(api.listContacts, read, ({ actor, query }) => contacts.list(actor, query))
  http.bind(api.readContact, read, ({ actor, params, requestId }) =>
    contacts.read(actor, params.id, requestId),
  )
  http.bind(api.revealContact, reveal, ({ actor, params, requestId }) =>
    contacts.reveal(actor, params.id, requestId),
  )
  http.bind(api.createContact, write, ({ actor, body, requestId }) => contacts.create(actor, body, requestId))
  http.bind(api.updateContact, write, ({ actor, params, body, requestId }) =>
    contacts.update(actor, params.id, body, requestId),
  )
  http.bind(api.tagContact, write, ({ actor, params, body, requestId }) =>
    contacts.tag(actor, params.id, body, requestId),
  )
  http.bind(api.deleteContact, remove, ({ actor, params, requestId }) =>
    contacts.remove(actor, params.id, requestId),
  )
  http.bind(api.eraseContact, erase, ({ actor, params, body, requestId }) =>
    contacts.erase(actor, params.id, body.confirm, requestId),
  )
  http.bind(api.restoreContact, remove, ({ actor, params, requestId }) =>
    contacts.restore(actor, params.id, requestId),
  )
}
