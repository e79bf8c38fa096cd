import type { Evidence } from '#decision/intent/api.ts'
import { evidenceOf, noPattern } from '#decision/intent/index.ts'
import { makeResponses, makeSuggestions, tidySuggestions } from '#decision/suggestion/index.ts'
import type { LocalText } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { LoggedEvent } from '#kernel/ports/event-log.ts'
import { DAY, HOUR, type Instant, MINUTE } from '#kernel/time.ts'
import { explain } from '#lib/score/index.ts'
import type { App } from '../wire.ts'
import { accounts } from './accounts.ts'
import { actingAs, type LoadedSample } from './nouns.ts'
import type { MovableClock } from './past.ts'
import { strategies } from './strategies.ts'

/** What was suggested at a past instant because of an act that the log holds. */
interface Moment {
  at: Instant
  account: (typeof accounts)[number]
  act: LoggedEvent
  strategy: string | null
  /** Everything of the account up to then, taken apart as of then. */
  before: LoggedEvent[]
  evidence: Evidence
  inputs: Record<string, unknown>
}

type Past = ReturnType<typeof pastServices>

/** Suggestions of the last two days belong to the live strategies; rises of the score keep a week's distance. */
const untilDays = 2
const scoreUntilDays = 8
const answerWithin = 30 * HOUR
const longest = 35 * DAY
/** As many as a decision shows. */
const shownActs = 5

/**
 * Lives through the past weeks of the sample: for each day on which a customer acted, the decision that its rows of the log
 * give at that time, a suggestion to the owner, and what the owner did with it. Nothing is on a screen any more at the end.
 * @param clock the past's, moved along
 */
export async function playWeeks(app: App, loaded: LoadedSample, clock: MovableClock): Promise<void> {
  const past = pastServices(app, clock)
  const now = app.clock.now()
  const moments = await momentsOf(app, loaded, now)
  let tidied = 0
  for (const moment of moments) {
    clock.set(moment.at)
    if (moment.at - tidied > 2 * DAY) {
      tidied = moment.at
      await past.tidy(loaded.workspaceId)
    }
    const id = await suggest(app, past, loaded, moment)
    const near = moments.filter(
      one => one.account.owner === moment.account.owner && Math.abs(one.at - moment.at) < 3 * DAY,
    )
    if (id) await react(past, loaded, moment, id, clock, near.length)
  }
  clock.set(now - HOUR)
  await past.tidy(loaded.workspaceId)
}

/** Suggestions and answers on the past's clock: no screen, no channel and no task of today hears of them. */
function pastServices(app: App, clock: MovableClock) {
  const { db, outbox, decisions, crm } = app
  const live = { push: () => {} }
  const base = { db, outbox: { ...outbox, wake: () => {} }, clock, live }
  const suggestions = makeSuggestions({
    ...base,
    ...{ records: decisions.records, kits: decisions.kits, accounts: crm.accounts },
    notify: async () => {},
  })
  const tasks = { createIn: async () => undefined, remove: async () => {} }
  const responses = makeResponses({ ...base, suggestions, tasks })
  return {
    suggestions,
    responses,
    tidy: (workspaceId: Id) => tidySuggestions({ ...base, suggestions }, workspaceId),
  }
}

/** One moment for each account and day with an act that a strategy watches for, or that moves the score. */
async function momentsOf(app: App, loaded: LoadedSample, now: Instant): Promise<Moment[]> {
  const { workspaceId } = loaded
  const ids = Object.values(loaded.accounts)
  const profiles = await app.db.tx(workspaceId, tx => app.crm.accounts.profiles(tx, workspaceId, ids))
  const moments: Moment[] = []
  for (const account of accounts) {
    const accountId = loaded.accounts[account.key]!
    const inputs = profiles.get(accountId) ?? {}
    const { events, compiled } = await app.decisions.intent.decompose(workspaceId, accountId, {
      at: now,
      profile: inputs,
    })
    const days = new Map<string, Pick<Moment, 'at' | 'act' | 'strategy'>>()
    for (const act of events.filter(({ type }) => !type.startsWith('opportunity.'))) {
      const strategy = strategyFor(act)
      const age = now - act.at
      if (age > longest || age < (strategy ? untilDays : scoreUntilDays) * DAY) continue
      // The latest act of a day that a strategy watches for; else the latest of all.
      const key = `${Math.floor((act.at + 8 * HOUR) / DAY)}`
      if (strategy || !days.get(key)?.strategy) days.set(key, { at: act.at + 6 * MINUTE, act, strategy })
    }
    for (const found of days.values()) {
      const before = events.filter(event => event.at <= found.at)
      const explanation = explain(before, compiled, found.at, inputs)
      const evidence = evidenceOf(before, explanation, compiled, noPattern, shownActs, before.length)
      moments.push({ ...found, account, before, evidence, inputs })
    }
  }
  return moments.sort((a, b) => a.at - b.at)
}

/** The strategy of the sample that watches for such an act. */
function strategyFor({ type, props }: LoggedEvent): string | null {
  if (type === 'tender.announced') return 'tender-announced'
  if (type === 'quote.requested' || type === 'inquiry.submitted') return 'asked-for-price'
  if (type === 'document.forwarded') return 'spreading-inside'
  const decisive = ['parameters', 'price', 'payment'].includes(String(props.section))
  if (type === 'document.section_viewed' && decisive && Number(props.seconds) >= 20)
    return 'studies-decisive-section'
  return null
}

async function suggest(app: App, past: Past, loaded: LoadedSample, moment: Moment): Promise<Id | undefined> {
  const { workspaceId } = loaded
  const { at, account, evidence, inputs } = moment
  const accountId = loaded.accounts[account.key]!
  const { records } = app.decisions
  const personIds = [...new Set(evidence.acts.flatMap(act => (act.person?.id ? [act.person.id] : [])))]
  return app.db.tx(workspaceId, async tx => {
    const labelled = await records.label(tx, workspaceId, { evidence, personIds })
    const decisionId = newId(at)
    const strategy = strategies.find(({ definition }) => definition.id === moment.strategy)
    const { id } = await past.suggestions.make(
      tx,
      {
        ...{ workspaceId, decisionId, accountId, contactId: moment.act.person ?? null },
        ...{ ownerId: loaded.users[account.owner]!, toFallback: false, arm: null, kitId: null, amount: null },
        origin: strategy ? 'strategy' : 'score',
        strategy: strategy ? { id: strategy.definition.id, version: 1 } : null,
        dedupe: `past ${moment.strategy ?? 'score'} ${accountId}`,
        priority: 'B',
        ...wordsOf(moment, labelled.evidence.total.value),
        estimate: labelled.evidence.total,
        expiresAt: at + answerWithin,
      },
      at,
    )
    if (!id) return undefined
    const suggested = { do: 'suggest', done: true, subjects: [id], toFallback: false, note: null }
    await records.write(
      tx,
      workspaceId,
      {
        ...{
          format: 1,
          id: decisionId,
          decidedAt: at,
          outcome: 'acted',
          at,
          firing: null,
          accountId,
          inputs,
        },
        origin: strategy ? 'strategy' : 'score',
        strategy: strategy ? { id: strategy.definition.id, name: strategy.name['zh-CN'], version: 1 } : null,
        key: { kind: 'customer', value: accountId },
        steps: strategy ? { act: moment.act.id } : {},
        ...{
          measures: {},
          evidence: labelled.evidence,
          consent: labelled.consent,
          heldBack: labelled.heldBack,
        },
        ...{ experiment: null, actions: [suggested] },
      },
      labelled.persons,
    )
    return id
  })
}

/** The title of the strategy that watches for it; the reason says what was seen, in the numbers of the row. */
function wordsOf({ strategy, act, before }: Moment, chance: number): { title: LocalText; reason: LocalText } {
  const title = titles[strategy ?? 'score']!
  const object = String(act.props.title ?? '')
  const seconds = Math.round(Number(act.props.seconds ?? 0))
  const readers = new Set(before.filter(one => one.type === 'document.opened').map(one => one.person)).size
  const percent = `${Math.round(chance * 100)} %`
  const reasons: Record<string, [string, string]> = {
    'studies-decisive-section': [
      `在《${object}》的「${act.props.sectionTitle ?? ''}」停了 ${seconds} 秒。`,
      `They spent ${seconds} s on “${act.props.sectionTitle ?? ''}” of “${object}”.`,
    ],
    'spreading-inside': [
      `《${object}》刚被转出，已有 ${readers} 个人打开过。`,
      `“${object}” was just passed on; ${readers} people have opened it.`,
    ],
    score: [`有新动作，意向现在是 ${percent}。`, `They acted again; intent is now ${percent}.`],
  }
  const [zh, en] = reasons[strategy ?? 'score'] ?? [`意向现在是 ${percent}。`, `Intent is now ${percent}.`]
  return { title, reason: { 'zh-CN': zh, en } }
}

const titles: Record<string, LocalText> = {
  'tender-announced': { 'zh-CN': '招标公告出了，今天先通个电话', en: 'The tender is out: call today' },
  'asked-for-price': { 'zh-CN': '对方开口要价，当天回复', en: 'They asked for a price: answer today' },
  'spreading-inside': { 'zh-CN': '约一次多科室沟通', en: 'Offer a session for all departments' },
  'studies-decisive-section': {
    'zh-CN': '他们在比参数和价格，主动解释一次',
    en: 'They are comparing: explain before they ask',
  },
  score: { 'zh-CN': '联系一下：最近又有动静', en: 'Get in touch: they are stirring' },
}

/** 0–1, always the same for the same words. */
function chanceOf(words: string): number {
  let hash = 2_166_136_261
  for (const character of words) hash = Math.imul(hash ^ character.codePointAt(0)!, 16_777_619)
  return ((hash ^ (hash >>> 15)) >>> 0) / 4_294_967_296
}

const seniors = ['chenyu', 'shenruolan']

/**
 * What the owner does: seniors look at the evidence, long stays and news that spreads are taken up, thin signs turned down
 * or left, and the more so the more else came up in those days.
 * @param near how many suggestions the owner got within three days
 */
async function react(
  past: Past,
  loaded: LoadedSample,
  moment: Moment,
  id: Id,
  clock: MovableClock,
  near: number,
): Promise<void> {
  const { account, act, at } = moment
  const actor = actingAs(loaded, account.owner)
  const luck = chanceOf(`${account.key} ${act.type} ${act.props.section ?? ''} ${Math.floor(at / DAY) % 7}`)
  // News that spreads is as telling as two minutes of reading.
  const seconds = act.type === 'document.forwarded' ? 120 : Number(act.props.seconds ?? 0)
  const strength = (moment.strategy ? 0.25 : 0.1) + Math.min(0.25, seconds / 400) + (near < 4 ? 0.1 : -0.05)
  if (luck > strength + 0.5) return
  clock.set(at + 20 * MINUTE + Math.round(luck * 9 * HOUR))
  const looks = seniors.includes(account.owner) || luck < 0.2
  await past.suggestions.noteViews(actor, [id], looks ? 'evidence' : 'opened')
  clock.set(clock.now() + 12 * MINUTE)
  await past.responses.respond(actor, id, { id: newId(clock.now()), ...answerTo(moment, luck, strength) })
}

function answerTo({ act, strategy }: Moment, luck: number, strength: number) {
  if (luck < strength + 0.1) return { act: 'adopt' as const }
  if (luck < strength + 0.2) return { act: 'adapt' as const, words: '先发微信约时间，再带资料过去' }
  return { act: 'reject' as const, reason: reasonFor(act, strategy, luck) }
}

function reasonFor({ type }: LoggedEvent, strategy: string | null, luck: number) {
  if (type === 'page.viewed') return 'not-relevant' as const
  if (strategy) return 'already-doing' as const
  return luck < 0.6 ? ('wrong-time' as const) : ('wrong-person' as const)
}
