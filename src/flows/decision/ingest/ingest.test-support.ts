import type { Id } from '#kernel/id.ts'
import { systemActor } from '#platform/org/index.ts'
import type { TestApp } from '#test/app.ts'

/** Makes workspaces with a write key of the source `website`, and ways to send with it. */
export function makeSetUp({ app, workspace }: TestApp) {
  const { server } = app.http
  return async () => {
    const made = await workspace()
    const key = (
      await made.as('integrator').inject({
        method: 'POST',
        url: '/api/v1/keys',
        payload: { kind: 'write', name: 'Website', source: 'website' },
      })
    ).json() as { id: Id; secret: string }
    const log = async () => (await app.eventLog.read(made.workspaceId, 0, 10_000)).map(entry => entry.body)
    return {
      ...made,
      key: key.secret,
      revoke: () => made.as('integrator').inject({ method: 'DELETE', url: `/api/v1/keys/${key.id}` }),
      log,
      events: async () => (await log()).filter(body => body.kind === 'event'),
      send: (payload: string | Buffer | object, headers: Record<string, string> = {}) =>
        server.inject({
          method: 'POST',
          url: '/api/v1/events',
          headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json', ...headers },
          payload,
        }),
      segment: (call: string, payload: object | string, headers: Record<string, string> = {}) =>
        server.inject({
          method: 'POST',
          url: `/v1/${call}`,
          headers: {
            authorization: `Basic ${Buffer.from(`${key.secret}:`).toString('base64')}`,
            'content-type': 'application/json',
            ...headers,
          },
          payload,
        }),
      permit: (subject: Id, decision: 'granted' | 'withdrawn' = 'granted') =>
        app.consent.choose(systemActor(made.workspaceId), {
          subject,
          decision,
          source: 'test',
          channel: 'paper',
        }),
      contactOf: async (externalId: string): Promise<Id> => {
        const found = await app.db.tx(made.workspaceId, tx =>
          app.crm.subjects.resolve(tx, made.workspaceId, 'website', [{ kind: 'contact', externalId }]),
        )
        return found[0]!
      },
    }
  }
}
