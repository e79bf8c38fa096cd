import type { SQL } from 'drizzle-orm'
import { patternOf } from '#decision/strategy/index.ts'
import { salesDecisions } from '#platform/consent/index.ts'
import { systemActor } from '#platform/org/index.ts'
import type { TestApp, TestWorkspace } from './app.ts'

/** A workspace with a hospital of the rep's, its procurement lead, and a key to send events with. */
export interface DecisionWorkspace extends TestWorkspace {
  accountId: string
  contactId: string
  /** Sends events with an api key; answers when they are durable. */
  send(events: readonly object[]): Promise<void>
  /** Makes, fills and publishes a strategy as the director. */
  publish(definition: Record<string, unknown> & { id: string }, name?: string): Promise<void>
  /** Waits until everything sent is processed, and what it fired is done and told. */
  settle(): Promise<void>
  /** Rows of one of our tables, as the working role sees them in this workspace. */
  rows<T extends Record<string, unknown>>(query: SQL): Promise<T[]>
}

export async function decisionWorkspace(test: TestApp): Promise<DecisionWorkspace> {
  const { app } = test
  const workspace = await test.workspace()
  const { workspaceId } = workspace
  const rep = workspace.as('rep')
  const post = async (url: string, payload: object) => {
    const answer = await rep.inject({ method: 'POST', url, payload })
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`)
    return answer.json()
  }
  const account = await post('/api/v1/accounts', {
    name: '上海交通大学医学院附属仁济医院',
    shortName: '仁济医院',
  })
  const contact = await post('/api/v1/contacts', { name: '赵敏', title: '采购主任', accountId: account.id })
  await app.consent.choose(systemActor(workspaceId), {
    subject: contact.id,
    purpose: salesDecisions,
    decision: 'granted',
    source: 'offline',
    channel: 'test',
    at: test.clock.now(),
  })
  const key = await workspace.as('admin').inject({
    method: 'POST',
    url: '/api/v1/keys',
    payload: { kind: 'api', name: 'test', source: 'test' },
  })
  const send = async (events: readonly object[]) => {
    const answer = await app.http.server.inject({
      method: 'POST',
      url: '/api/v1/events',
      headers: { authorization: `Bearer ${key.json().secret}` },
      payload: [...events],
    })
    if (answer.statusCode !== 202 || answer.json().rejected.length > 0) throw new Error(answer.body)
  }
  const director = workspace.as('director')
  const publish = async (
    definition: Record<string, unknown> & { id: string },
    name = '标书沉睡遇国产替代发文',
  ) => {
    const made = await director.inject({
      method: 'POST',
      url: '/api/v1/strategies',
      payload: { name, definition },
    })
    if (made.statusCode !== 200) throw new Error(made.body)
    const { version } = made.json()
    const url = `/api/v1/strategies/${definition.id}/publish`
    const done = await director.inject({ method: 'POST', url, payload: { version } })
    if (done.statusCode !== 200) throw new Error(done.body)
  }
  const settle = async () => {
    await app.outbox.drain()
    await app.decisions.host.settle(workspaceId)
    await app.outbox.drain()
    await app.decisions.host.settle(workspaceId)
  }
  return {
    ...workspace,
    accountId: account.id,
    contactId: contact.id,
    send,
    publish,
    settle,
    rows: <T extends Record<string, unknown>>(query: SQL) =>
      app.db.tx(workspaceId, async tx => (await tx.execute(query)).rows as T[]),
  }
}

/** The strategy of the story: a tender that nobody opens, and an article on localisation policy. */
export const dormantTender = (kit?: string) => ({
  ...patternOf('dormant-tender-policy'),
  then: [
    { do: 'tag', add: ['政策敏感型客户'] },
    {
      do: 'suggest',
      to: 'owner',
      ...(kit && { kit }),
      title: {
        'zh-CN': '打给{{ customer.name }}，带上国产替代对照表',
        en: 'Call {{ customer.name }} with the comparison',
      },
      reason: {
        'zh-CN': '投标方案 {{ int(lastShare / 86400.0) }} 天没人打开，医院今天发文谈国产替代。',
        en: 'Nobody opened the tender for {{ int(lastShare / 86400.0) }} days; today they wrote about localisation.',
      },
      expires: '8h',
      value: '4860000.0',
    },
    { do: 'priority', lead: 'S' },
    {
      do: 'notify',
      to: { role: 'director', of: 'region' },
      text: { 'zh-CN': '{{ customer.name }}的标书沉睡了', en: 'A tender sleeps at {{ customer.name }}' },
    },
  ],
})
