import { sql } from 'drizzle-orm'
import type { Db, Tx } from '#db/connection.ts'
import { audit } from '#platform/audit/index.ts'
import { can, type Http, signedIn } from '#platform/http/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { changeWorkspace, readWorkspace, type WorkspaceView } from './api.ts'

/** What everybody in the workspace shares: its name, time zone and language. */
export function settingRoutes(http: Http, db: Db): void {
  http.bind(readWorkspace, signedIn, ({ actor }) => db.tx(actor.workspaceId, tx => select(tx, actor)))
  http.bind(changeWorkspace, can('setting.manage'), ({ actor, body }) =>
    db.tx(actor.workspaceId, async tx => {
      const before = await select(tx, actor)
      const after: WorkspaceView = {
        ...before,
        name: body.name ?? before.name,
        timeZone: body.timeZone ?? before.timeZone,
        locale: body.locale ?? before.locale,
      }
      await tx.execute(sql`
        update workspace set name = ${after.name}, time_zone = ${after.timeZone}, locale = ${after.locale}
        where id = ${actor.workspaceId}`)
      await audit(tx, actor, {
        act: 'workspace.changed',
        subject: { kind: 'workspace', id: actor.workspaceId },
        details: { before, after },
      })
      return after
    }),
  )
}

async function select(tx: Tx, actor: Actor): Promise<WorkspaceView> {
  const found = await tx.execute<WorkspaceView & Record<string, unknown>>(sql`
    select id, name, time_zone as "timeZone", locale, sample from workspace where id = ${actor.workspaceId} for update`)
  return found.rows[0]!
}
