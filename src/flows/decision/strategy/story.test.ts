import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '#kernel/time.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { type DecisionWorkspace, decisionWorkspace, dormantTender } from '#test/decision.ts'

let app: TestApp
let work: DecisionWorkspace
let kitId: string

const get = async (role: 'rep' | 'director' | 'manager' | 'compliance', url: string) => {
  const answer = await work.as(role).inject({ method: 'GET', url })
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.body}`)
  return answer.json()
}

beforeAll(async () => {
  app = await testApp()
  work = await decisionWorkspace(app)
  const kit = await work.as('director').inject({
    method: 'POST',
    url: '/api/v1/kits',
    payload: {
      name: '国产替代作战包',
      content: {
        variants: [
          {
            fit: { regions: [], industries: [], locale: null },
            summary: '政策窗口期怎么谈',
            scripts: [{ title: '开场', text: '您好，{{ customer.name }}最近在谈国产替代……' }],
            matrix: { columns: ['我方', '进口品牌'], rows: [{ label: '交期', cells: ['30 天', '120 天'] }] },
            cases: [
              { title: '瑞金医院', place: '上海', summary: '三个月完成替换', url: null, kind: 'video' },
            ],
          },
        ],
      },
    },
  })
  kitId = kit.json().id
})

describe('the story: a tender that sleeps, and an article on localisation policy', () => {
  test('tag, kit to the rep, lead at S, director told, all from one event', async () => {
    app.clock.set(app.clock.now() + 10 * MINUTE)
    const now = app.clock.now()
    const { accountId, contactId } = work
    await work.publish(dormantTender(kitId))
    await work.send([
      {
        id: 'open-1',
        type: 'document.opened',
        at: iso(now - 12 * DAY),
        customer: accountId,
        person: contactId,
        props: { kind: 'tender', title: '腹腔镜投标方案', device: 'iPhone' },
      },
      {
        id: 'share-1',
        type: 'proposal.shared',
        at: iso(now - 9 * DAY),
        customer: accountId,
        props: { kind: 'tender', title: '腹腔镜投标方案' },
      },
    ])
    await work.send([
      {
        id: 'post-1',
        type: 'wechat.article_published',
        at: iso(now - MINUTE),
        customer: accountId,
        props: { topics: ['国产替代'], title: '国产设备优先采购推进会' },
      },
    ])
    await work.settle()

    const today = await get('rep', '/api/v1/today')
    expect(today.items).toHaveLength(1)
    const [item] = today.items
    expect(item).toMatchObject({
      accountId,
      priority: 'S',
      amount: 4_860_000,
      state: 'shown',
      toFallback: false,
      kit: { id: kitId, version: 1 },
      strategy: { id: 'dormant-tender-policy', version: 1 },
    })
    expect(item.title['zh-CN']).toBe('打给上海交通大学医学院附属仁济医院，带上国产替代对照表')
    expect(item.reason.en).toContain('for 8 days')

    const account = await get('rep', `/api/v1/accounts/${accountId}`)
    expect(account.tags).toContain('政策敏感型客户')
    const leads = await get('rep', '/api/v1/leads')
    expect(leads.items).toMatchObject([{ accountId, priority: 'S' }])
    const told = await get('director', '/api/v1/notifications')
    expect(told.items[0].text).toContain('的标书沉睡了')
  })

  test('why: the acts, the absence and a sum that closes; the kit filled with the customer’s facts', async () => {
    const [item] = (await get('rep', '/api/v1/today')).items
    const detail = await get('rep', `/api/v1/suggestions/${item.id}`)
    const { evidence } = detail
    expect(evidence.acts.map((act: { eventId: string }) => act.eventId)).toContain('post-1')
    expect(evidence.acts.find((act: { completing: boolean }) => act.completing).eventId).toBe('post-1')
    const opened = evidence.acts.find((act: { eventId: string }) => act.eventId === 'open-1')
    expect(opened.person).toMatchObject({ name: '赵敏', title: '采购主任', withheld: false })
    expect(opened).toMatchObject({ device: 'iPhone', object: '腹腔镜投标方案' })
    expect(evidence.absences).toHaveLength(1)
    expect(closes(evidence)).toBeCloseTo(evidence.total.logOdds, 9)
    expect(detail.kit.scripts[0].text).toContain('仁济医院最近在谈国产替代')
    expect(detail.notes).toMatchObject({ strategyName: '标书沉睡遇国产替代发文', arm: null, heldBack: 0 })
    expect(detail.suggestion.estimate.value).toBeCloseTo(1 / (1 + Math.exp(-evidence.total.logOdds)), 12)
  })

  test('then the score moves by exactly the shown contributions', async () => {
    const before = await get('rep', `/api/v1/accounts/${work.accountId}/intent?most=50`)
    const at = app.clock.now()
    await work.send([
      {
        id: 'read-1',
        type: 'document.section_viewed',
        at: iso(at),
        customer: work.accountId,
        person: work.contactId,
        props: { kind: 'tender', sectionTitle: '技术参数', topic: 'parameters', page: 3, seconds: 47 },
      },
      {
        id: 'pass-1',
        type: 'document.forwarded',
        at: iso(at),
        customer: work.accountId,
        person: work.contactId,
        props: { count: 2 },
      },
    ])
    await work.settle()
    const after = await get('rep', `/api/v1/accounts/${work.accountId}/intent?most=50`)
    const fresh = after.evidence.acts.filter((act: { eventId: string }) =>
      ['read-1', 'pass-1'].includes(act.eventId),
    )
    expect(fresh).toHaveLength(2)
    const moved = after.evidence.total.logOdds - before.evidence.total.logOdds
    expect(moved).toBeCloseTo(sum(fresh), 9)
    const account = await get('rep', `/api/v1/accounts/${work.accountId}`)
    expect(account.score.logOdds).toBeCloseTo(after.evidence.total.logOdds, 6)
  })

  test('the decision record says everything, is chained, and can’t be changed by the server', async () => {
    const [item] = (await get('rep', '/api/v1/today')).items
    const record = await get('compliance', `/api/v1/decisions/${item.decisionId}`)
    expect(record.intact).toBe(true)
    expect(record.body.actions.map((done: { do: string; done: boolean }) => [done.do, done.done])).toEqual([
      ['tag', true],
      ['suggest', true],
      ['priority', true],
      ['notify', true],
    ])
    expect(record.body.measures).toMatchObject({ shares: 1, opens: 0 })
    expect(record.body.steps).toEqual({ post: 'post-1' })
    expect(record.persons.p1.name).toBe('赵敏')
    expect(JSON.stringify(record.body)).not.toContain('赵敏')
    await expect(work.rows(sql`update decision set body = 'x'`)).rejects.toThrow()
    await expect(work.rows(sql`delete from decision`)).rejects.toThrow()
  })

  test('the same again within the cooldown does nothing, and history imported later does nothing either', async () => {
    const now = app.clock.now() + MINUTE
    app.clock.set(now)
    await work.send([
      {
        id: 'post-2',
        type: 'wechat.article_published',
        at: iso(now),
        customer: work.accountId,
        props: { topics: ['国产替代'] },
      },
      {
        id: 'post-0',
        type: 'wechat.article_published',
        at: iso(now - 3 * HOUR),
        customer: work.accountId,
        props: { topics: ['国产替代'] },
      },
    ])
    await work.settle()
    expect(await work.rows(sql`select 1 from firing`)).toHaveLength(1)
    const [strategy] = await get('director', '/api/v1/strategies')
    expect(strategy.health).toMatchObject({ fired: 1, cooled: 1, errors: 0 })
    expect(strategy.week).toEqual({ acted: 1, holdout: 0, withheld: 0, shadow: 0 })
  })
})

function iso(at: number): string {
  return new Date(at).toISOString()
}

function sum(lines: { weight: number }[]): number {
  return lines.reduce((all, line) => all + line.weight, 0)
}

/** Prior + acts + absences + others + profile, as a reader would add it up. */
function closes(evidence: {
  prior: { logOdds: number }
  acts: { weight: number }[]
  absences: { weight: number }[]
  others: { weight: number }
  profile: { weight: number }[]
}): number {
  return (
    evidence.prior.logOdds +
    sum(evidence.acts) +
    sum(evidence.absences) +
    evidence.others.weight +
    sum(evidence.profile)
  )
}
