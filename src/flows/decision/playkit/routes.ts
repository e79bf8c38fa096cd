import { can, type Http } from '#platform/http/index.ts'
import { createKit, listKits, previewKit, readKit, retireKit, saveKit } from './api.ts'
import type { PlayKits } from './service.ts'

export function playKitRoutes(http: Http, kits: PlayKits): void {
  http.bind(listKits, can('suggestion.read'), ({ actor }) => kits.list(actor))
  http.bind(readKit, can('suggestion.read'), ({ actor, params, query }) =>
    kits.read(actor, params.id, query.version),
  )
  http.bind(createKit, can('kit.write'), ({ actor, body }) => kits.create(actor, body))
  http.bind(saveKit, can('kit.write'), ({ actor, params, body }) => kits.save(actor, params.id, body))
  http.bind(retireKit, can('kit.write'), ({ actor, params, body }) =>
    kits.retire(actor, params.id, body.retired),
  )
  http.bind(previewKit, can('suggestion.read'), ({ actor, params, query }) =>
    kits.deliver(actor, params.id, { accountId: query.account, contactId: query.contact }),
  )
}
