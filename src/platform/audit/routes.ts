import type { Db } from '#db/connection.ts'
import { can, type Http } from '#platform/http/index.ts'
import { listAudit } from './api.ts'
import { readAudit } from './audit.ts'

export function auditRoutes(http: Http, db: Db): void {
  http.bind(listAudit, can('audit.read'), ({ actor, query }) =>
    db.tx(actor.workspaceId, tx => readAudit(tx, actor, query)),
  )
}
