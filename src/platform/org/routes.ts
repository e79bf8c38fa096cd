import { can, type Http, signedIn } from '#platform/http/index.ts'
import { readOrg } from './api.ts'
import type { Org } from './manage.ts'
import * as manage from './manage-api.ts'

export function orgRoutes(http: Http, org: Org): void {
  const manager = can('org.manage')
  http.bind(readOrg, signedIn, ({ actor }) => org.read(actor))
  http.bind(manage.createDepartment, manager, ({ actor, body }) => org.createDepartment(actor, body))
  http.bind(manage.changeDepartment, manager, ({ actor, params, body }) =>
    org.changeDepartment(actor, params.id, given(body)),
  )
  http.bind(manage.removeDepartment, manager, ({ actor, params }) => org.removeDepartment(actor, params.id))
  http.bind(manage.createRegion, manager, ({ actor, body }) => org.createRegion(actor, body.name))
  http.bind(manage.changeRegion, manager, ({ actor, params, body }) =>
    org.changeRegion(actor, params.id, body.name),
  )
  http.bind(manage.removeRegion, manager, ({ actor, params }) => org.removeRegion(actor, params.id))
  http.bind(manage.createRole, manager, ({ actor, body }) => org.createRole(actor, body))
  http.bind(manage.changeRole, manager, ({ actor, params, body }) =>
    org.changeRole(actor, params.id, given(body)),
  )
  http.bind(manage.removeRole, manager, ({ actor, params }) => org.removeRole(actor, params.id))
  http.bind(manage.changeMember, manager, ({ actor, params, body }) =>
    org.changeMember(actor, params.userId, given(body)),
  )
}

/** The fields that were sent: one that is left out stays as it is. */
function given<T extends object>(body: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
