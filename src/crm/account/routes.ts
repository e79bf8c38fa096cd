import { can, type Http } from '#platform/http/index.ts'
import * as api from './api.ts'
import type { Accounts } from './service.ts'

const read = can('crm.read')
const write = can('crm.write')
const remove = can('crm.delete')

export function accountRoutes(http: Http, accounts: Accounts): void {
  http.bind(api.listAccounts, read, ({ actor, query }) => accounts.list(actor, query))
  http.bind(api.readAccountFacets, read, ({ actor }) => accounts.facets(actor))
  http.bind(api.findDuplicates, read, async ({ actor, body }) => ({
    hints: await accounts.duplicates(actor, body),
  }))
  http.bind(api.readAccount, read, ({ actor, params }) => accounts.read(actor, params.id))
  http.bind(api.createAccount, write, ({ actor, body, requestId }) => accounts.create(actor, body, requestId))
  http.bind(api.updateAccount, write, ({ actor, params, body, requestId }) =>
    accounts.update(actor, params.id, body, requestId),
  )
  http.bind(api.writeFact, write, ({ actor, params, body, requestId }) =>
    accounts.writeFact(actor, params.id, body, requestId),
  )
  http.bind(api.tagAccount, write, ({ actor, params, body, requestId }) =>
    accounts.tag(actor, params.id, body, requestId),
  )
  http.bind(api.deleteAccount, remove, ({ actor, params, requestId }) =>
    accounts.remove(actor, params.id, requestId),
  )
  http.bind(api.restoreAccount, remove, ({ actor, params, requestId }) =>
    accounts.restore(actor, params.id, requestId),
  )
}
