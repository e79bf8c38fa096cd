import type { Db } from '#db/connection.ts'
import { type Http, signedIn } from '#platform/http/index.ts'
import { readOrg } from './api.ts'
import { readOrganisation } from './store.ts'

export function orgRoutes(http: Http, db: Db): void {
  http.bind(readOrg, signedIn, ({ actor }) =>
    db.tx(actor.workspaceId, tx => readOrganisation(tx, actor.workspaceId)),
  )
}
