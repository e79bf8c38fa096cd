import type { Db } from '#db/connection.ts'
import { can, type Http } from '#platform/http/index.ts'
import { readOrganisation } from '#platform/org/index.ts'
import { loopRoutes as api, type LoopLine, type LoopQuery } from './api.ts'
import { csvOf } from './csv.ts'
import type { Loop } from './service.ts'

/** Pages of an export. */
const pageSize = 100
const mostPages = 100

export function loopRoutes(http: Http, db: Db, loop: Loop): void {
  const see = can('quote.read')
  http.bind(api.list, see, ({ actor, query }) => loop.list(actor, query))
  http.bind(api.read, see, ({ actor, params }) => loop.read(actor, params.id))
  http.bind(api.figures, see, ({ actor, query }) => loop.figures(actor, query))
  http.bind(api.rebuild, can('setting.manage'), ({ actor }) => loop.rebuild(actor))
  http.bind(api.export, see, async ({ actor, query: { lang, ...query }, reply }) => {
    const lines = await every(page => loop.list(actor, { ...query, page, size: pageSize }))
    const { members } = await db.tx(actor.workspaceId, tx => readOrganisation(tx, actor.workspaceId))
    const names = new Map(members.map(({ userId, name }) => [userId, name]))
    reply.header('content-disposition', 'attachment; filename="deals.csv"')
    return reply.type('text/csv; charset=utf-8').send(csvOf(lines, id => names.get(id) ?? '', lang))
  })
}

async function every(read: (page: LoopQuery['page']) => Promise<{ items: LoopLine[] }>): Promise<LoopLine[]> {
  const all: LoopLine[] = []
  for (let page = 1; page <= mostPages; page++) {
    const { items } = await read(page)
    all.push(...items)
    if (items.length < pageSize) break
  }
  return all
}
