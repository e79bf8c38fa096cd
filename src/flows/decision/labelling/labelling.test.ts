import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '#kernel/id.ts'
import { DAY, HOUR, MINUTE } from '#kernel/time.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { type DecisionWorkspace, decisionWorkspace } from '#test/decision.ts'

let app: TestApp
let work: DecisionWorkspace

type Role = 'rep' | 'director' | 'manager' | 'admin' | 'compliance'
const send = async (role: Role, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
  const answer = await work.as(role).inject({ method, url, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}
const onQuote = {
  id: 'quote',
  when: [{ as: 'ask', event: 'quote.requested' }],
  then: [{ do: 'tag', add: ['要过报价'] }],
}

/** One customer whose contact studies a proposal, passes it on, and asks for a quote: a decision with several signals. */
let told = 0
const decide = async () => {
  const made = await send('rep', 'POST', '/api/v1/accounts', { name: `客户 ${++told}`, tier: '三级甲等' })
  const at = (minutes: number) => new Date(app.clock.now() - minutes * MINUTE).toISOString()
  const act = (type: string, minutes: number, props: object = {}, person?: string) => ({
    ...{ id: newId(), type, at: at(minutes), customer: made.body.id, props },
    ...(person && { person }),
  })
  await work.send([
    act('document.opened', 9, { title: '技术方案' }),
    act('document.section_viewed', 8, {
      title: '技术方案',
      section: 'parameters',
      sectionTitle: '技术参数',
      seconds: 90,
    }),
    act('document.forwarded', 7, { title: '技术方案', recipients: 2 }),
    act('quote.requested', 5),
  ])
  await work.settle()
  return made.body.id as string
}

const panel = (people: [Role, number][], more: object = {}) =>
  send('manager', 'PUT', '/api/v1/labelling/panel', {
    people: people.map(([role, perWeek]) => ({ userId: work.userIds[role], perWeek })),
    ...{ doubled: 0, from: 0 },
    ...more,
  })
const draw = () => send('manager', 'POST', '/api/v1/labelling/draws')
const queue = async (role: Role = 'director') => (await send(role, 'GET', '/api/v1/labelling/queue')).body
const judge = (role: Role, taskId: string, body: object) =>
  send(role, 'POST', `/api/v1/labelling/tasks/${taskId}/labels`, { id: newId(), ...body })
const promote = (id: string, body: object) =>
  send('director', 'POST', `/api/v1/score/learning/${id}/promote`, body)
/** The model learned from what there is, and what came of it. */
const learn = async () => {
  app.clock.set(app.clock.now() + MINUTE)
  await send('director', 'POST', '/api/v1/score/learning', { outcome: { kind: 'deals' }, horizonDays: 30 })
  return vi.waitFor(
    async () => {
      const { challenger } = (await send('director', 'GET', '/api/v1/score/learning')).body
      expect(challenger.state).toBe('ready')
      return challenger
    },
    { timeout: 60_000, interval: 200 },
  )
}
const board = async () => (await send('manager', 'GET', '/api/v1/labelling')).body

beforeAll(async () => {
  app = await testApp()
})

beforeEach(async () => {
  work = await decisionWorkspace(app)
  await work.publish(onQuote)
})

describe('the draw', () => {
  test('goes to whom the manager names, as many as they take, once a week; the next week brings only new signals', async () => {
    await decide()
    await decide()
    expect((await draw()).body.error.code).toBe('labelling.nobody')
    await panel([['director', 5]])
    expect((await draw()).body).toMatchObject({ sample: 5 })
    expect((await draw()).body.error.code).toBe('labelling.drawn')
    expect((await queue()).cards).toHaveLength(5)
    expect((await queue('manager')).cards).toHaveLength(0)
    app.clock.set(app.clock.now() + 7 * DAY)
    await panel([['director', 12]])
    expect((await draw()).body.error.code).toBe('labelling.nothing')
    await decide()
    // Five are still open: seven places are left, four new signals are there.
    expect((await draw()).body).toMatchObject({ sample: 4 })
    const twice = await work.rows(sql`select event_id from label_item group by event_id having count(*) > 1`)
    expect(twice).toEqual([])
  })

  test('knows how likely each signal was drawn: the probabilities of a full population add up to the sample', async () => {
    for (let i = 0; i < 4; i++) await decide()
    await panel([['director', 6]])
    await draw()
    const [batch] = await work.rows<{ population: number; sample: number }>(sql`select * from label_batch`)
    expect(batch).toMatchObject({ population: 16, sample: 6 })
    const items = await work.rows<{ probability: number }>(sql`select probability from label_item`)
    for (const { probability } of items) expect(probability).toBeLessThan(1)
    const kinds = await work.rows<{ n: number }>(sql`
      select count(distinct term)::int as n from label_item join label_frame using (workspace_id, event_id)`)
    expect(kinds[0]!.n).toBe(4)
  })

  test('gives part of the sample to two, never both times to one', async () => {
    for (let i = 0; i < 3; i++) await decide()
    await panel(
      [
        ['director', 9],
        ['manager', 9],
      ],
      { doubled: 0.5 },
    )
    expect((await draw()).body).toMatchObject({ sample: 12 })
    const readers = await work.rows<{ n: number }>(
      sql`select count(distinct user_id)::int as n from label_task group by item_id`,
    )
    expect(readers.filter(({ n }) => n === 2)).toHaveLength(6)
    expect(readers).toHaveLength(12)
  })
})

describe('a judgement', () => {
  beforeEach(async () => {
    await decide()
    await panel([['director', 10]])
    await draw()
  })

  test('is asked for without what the model thinks, which is shown afterwards', async () => {
    const { cards, progress } = await queue()
    expect(progress).toMatchObject({ done: 0, total: 4 })
    expect(JSON.stringify(cards)).not.toMatch(/weight|estimate|probability|score|logOdds|decisionId/)
    expect(cards[0].account.facts).toContainEqual({
      name: { 'zh-CN': '等级', en: 'Tier' },
      value: '三级甲等',
    })
    expect(cards[0].around).toHaveLength(3)
    const { body } = await judge('director', cards[0].taskId, { verdict: 'real', reason: 'confirmed' })
    expect(body.weight).toBeGreaterThan(0)
    expect(body.estimate.value).toBeGreaterThan(0)
    expect(body.terms.length).toBeGreaterThan(0)
    expect(await queue()).toMatchObject({ progress: { done: 1, total: 4 }, last: { verdict: 'real' } })
  })

  test('counts once, needs a reason when it says no, and belongs to who was asked', async () => {
    const { cards } = await queue()
    const [{ taskId }] = cards
    const code = async (role: Role, body: object) => (await judge(role, taskId, body)).body.error.code
    expect(await code('director', { verdict: 'not' })).toBe('labelling.needs-reason')
    expect(await code('director', { verdict: 'not', reason: 'confirmed' })).toBe('labelling.wrong-reason')
    expect(await code('manager', { verdict: 'real' })).toBe('labelling.missing')
    const id = newId()
    expect((await judge('director', taskId, { id, verdict: 'unsure' })).status).toBe(200)
    expect((await judge('director', taskId, { id, verdict: 'unsure' })).status).toBe(200)
    expect(await code('director', { verdict: 'real' })).toBe('labelling.answered')
    expect((await queue()).progress.done).toBe(1)
  })

  test('is taken back and given anew; a day later it stands', async () => {
    const [{ taskId }] = (await queue()).cards
    const first = (await judge('director', taskId, { verdict: 'real' })).body
    const undo = (labelId: string) =>
      send('director', 'DELETE', `/api/v1/labelling/tasks/${taskId}/labels/${labelId}`)
    expect((await undo(first.labelId)).status).toBe(204)
    expect((await queue()).progress.done).toBe(0)
    const second = (
      await judge('director', taskId, { verdict: 'not', reason: 'routine', words: '例会前都会看' })
    ).body
    app.clock.set(app.clock.now() + 25 * HOUR)
    expect((await undo(second.labelId)).body.error.code).toBe('labelling.too-late')
    const labels = await send('manager', 'GET', '/api/v1/labelling/labels?verdict=not')
    expect(labels.body).toMatchObject({ total: 1, items: [{ words: '例会前都会看', reason: 'routine' }] })
  })
})

describe('what the labels say', () => {
  test('weight without labels or experiments is suspected; labels clear or condemn it, and count once in what is learned', {
    timeout: 120_000,
  }, async () => {
    for (let i = 0; i < 6; i++) await decide()
    const before = await board()
    const standing = (terms: { term: string; standing: string }[], id: string) =>
      terms.find(t => t.term === id)?.standing
    expect(standing(before.terms, 'document-forwarded')).toBe('unseen')
    await panel([['director', 24]])
    await draw()
    expect(standing((await board()).terms, 'document-forwarded')).toBe('unproven')
    for (let left = 24; left > 0; ) {
      const { cards } = await queue()
      for (const card of cards) {
        const real = card.act.type === 'quote.requested'
        await judge(
          'director',
          card.taskId,
          real ? { verdict: 'real' } : { verdict: 'not', reason: 'curious' },
        )
        left--
      }
    }
    const after = await board()
    expect(standing(after.terms, 'document-forwarded')).toBe('weak')
    expect(standing(after.terms, 'quote-requested')).toBe('supported')
    const quote = after.terms.find((t: { term: string }) => t.term === 'quote-requested')
    // Six of six, drawn for certain: Beta(6.5, 0.5).
    expect(quote.share).toMatchObject({ n: 6, effective: 6, value: 6.5 / 7 })
    expect(quote.adjusted.weight).toBeCloseTo(quote.weight, 9)
    expect(quote.adjusted.sd).toBeGreaterThan(quote.sd)
    expect(after.effect.with).toBeLessThan(after.effect.without)
    expect(after.effect.decisions).toBe(6)

    // A learned model stands there twice: with the labels in its prior, and without. One is chosen, by hand.
    const learned = await learn()
    const forwarded = learned.card.labels.terms.find((t: { term: string }) => t.term === 'document-forwarded')
    expect(forwarded).toMatchObject({ n: 6, real: 0.5 / 7 })
    expect(forwarded.prior.with.weight).toBeCloseTo(forwarded.prior.without.weight / 7, 9)
    expect(forwarded.learned.with.weight).toBeLessThan(forwarded.learned.without.weight)
    const beside = (await board()).terms.find((t: { term: string }) => t.term === 'document-forwarded')
    expect(beside.next).toEqual(forwarded.learned)
    expect((await promote(learned.id, { labels: false })).status).toBe(200)
    const inForce = async () => (await send('manager', 'GET', '/api/v1/score/model')).body.model
    const weightOf = async (id: string) =>
      (await inForce()).events.find((t: { id: string }) => t.id === id).weight
    expect(await weightOf('document-forwarded')).toBeCloseTo(forwarded.learned.without.weight, 9)
    // They are not in the weights: they still count, from the same belief as before.
    const again = await learn()
    const still = again.card.labels.terms.find((t: { term: string }) => t.term === 'document-forwarded')
    expect(still.prior).toEqual(forwarded.prior)
    expect(
      (await board()).terms.find((t: { term: string }) => t.term === 'document-forwarded').adjusted,
    ).not.toBeNull()
    expect((await promote(again.id, {})).status).toBe(200)
    expect(await weightOf('document-forwarded')).toBeCloseTo(still.learned.with.weight, 9)
    // Now they are in the weight in force; learning anew begins with what was believed by hand, so that they count once.
    const third = await learn()
    expect(
      (await board()).terms.find((t: { term: string }) => t.term === 'document-forwarded').adjusted,
    ).toBeNull()
    const once = third.card.labels.terms.find((t: { term: string }) => t.term === 'document-forwarded')
    expect(once.prior).toEqual(forwarded.prior)
    expect(once.learned.with.weight).toBeCloseTo(still.learned.with.weight, 2)
    await send('director', 'POST', `/api/v1/score/learning/${third.id}/discard`)
    // Published with the labels in it: what they said may not be taken off a second time.
    const { model } = (await send('manager', 'GET', '/api/v1/score/model')).body
    const events = model.events.map((term: { id: string; weight: number }) =>
      term.id === 'quote-requested' ? { ...term, weight: 1.4 } : term,
    )
    app.clock.set(app.clock.now() + MINUTE)
    await send('manager', 'PUT', '/api/v1/score/model', {
      basedOn: model.version,
      model: { ...model, events },
      note: '',
    })
    const changed = (await board()).terms.find((t: { term: string }) => t.term === 'quote-requested')
    expect(changed).toMatchObject({ weight: 1.4, adjusted: null, share: { n: 6 }, standing: 'supported' })
    const evidence = await app.app.decisions.labelling.evidence(work.workspaceId)
    expect(evidence.get('quote-requested')).toMatchObject({ alpha: 6.5, beta: 0.5 })
  })

  test('an experiment on a signal is named instead', async () => {
    const experiment = { holdout: 0.5, unit: 'account', salt: 'x', outcome: {}, horizon: '14d' }
    await work.publish({ ...onQuote, id: 'quote-tested', experiment })
    await decide()
    await panel([['director', 1]])
    await draw()
    const { terms } = await board()
    const quote = terms.find((t: { term: string }) => t.term === 'quote-requested')
    expect(quote.experiments).toMatchObject([{ id: 'quote-tested' }])
    expect(quote.standing).toBe('tested')
  })

  test('agreement between two people is told with its interval', async () => {
    for (let i = 0; i < 4; i++) await decide()
    await panel(
      [
        ['director', 16],
        ['manager', 16],
      ],
      { doubled: 1 },
    )
    await draw()
    for (const role of ['director', 'manager'] as const) {
      for (let cards = (await queue(role)).cards; cards.length > 0; cards = (await queue(role)).cards)
        for (const { taskId, act } of cards) {
          const real =
            act.type === 'quote.requested' || (role === 'manager' && act.type === 'document.forwarded')
          await judge(role, taskId, real ? { verdict: 'real' } : { verdict: 'not', reason: 'curious' })
        }
    }
    const { between, people } = await board()
    // 4 real for both, 4 real for one alone, 8 not for both; Fleiss: pairs 12/16, chance (.375² + .625²).
    expect(between).toMatchObject({ n: 16, agreed: 0.75 })
    const chance = 0.375 ** 2 + 0.625 ** 2
    expect(between.value).toBeCloseTo((0.75 - chance) / (1 - chance), 9)
    expect(between.low).toBeLessThan(between.value)
    expect(people).toHaveLength(2)
    expect((await send('rep', 'GET', '/api/v1/labelling')).body.people).toEqual([])
  })
})

test('who may: a rep judges what they are asked, reads what came of it, and changes nothing', async () => {
  expect((await panel([['rep', 5]])).status).toBe(204)
  const refused = await send('rep', 'PUT', '/api/v1/labelling/panel', { people: [], doubled: 0, from: 0 })
  expect(refused.status).toBe(403)
  expect((await send('rep', 'POST', '/api/v1/labelling/draws')).status).toBe(403)
  expect((await send('compliance', 'GET', '/api/v1/labelling/queue')).status).toBe(403)
  expect((await queue('rep')).asked).toBe(true)
})

test('labels of accounts outside the own scope are counted, not shown', async () => {
  await decide()
  await panel([['director', 10]])
  await draw()
  const [{ taskId }] = (await queue()).cards
  await judge('director', taskId, { verdict: 'real' })
  await work.rows(sql`update account set owner_id = ${work.userIds.admin} where name like '客户 %'`)
  expect((await send('rep', 'GET', '/api/v1/labelling/labels')).body).toEqual({ total: 1, items: [] })
  expect((await send('director', 'GET', '/api/v1/labelling/labels')).body.items).toHaveLength(1)
})
