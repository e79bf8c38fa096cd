import type { LabelCard, Verdict } from '#decision/labelling/api.ts'
import type { Labelling } from '#decision/labelling/index.ts'
import { AppError } from '#kernel/error.ts'
import { newId } from '#kernel/id.ts'
import { HOUR, MINUTE } from '#kernel/time.ts'
import { startOfWeek, weekOf, weeksAfter } from '#lib/calendar/index.ts'
import { labellingOn } from '../labelling.ts'
import type { App } from '../wire.ts'
import { actingAs, type LoadedSample } from './nouns.ts'
import type { MovableClock } from './past.ts'

const readers = [
  { key: 'zhouhaining', perWeek: 6 },
  { key: 'chenyu', perWeek: 6 },
  { key: 'shenruolan', perWeek: 6 },
]
const zone = 'Asia/Shanghai'

/**
 * Draws the samples of the past Mondays and has the seniors judge them by what the acts say; of the latest, some is left for
 * whoever signs in.
 * @param clock the past's, moved along
 */
export async function playLabels(app: App, loaded: LoadedSample, clock: MovableClock): Promise<void> {
  const { db, live, crm, decisions, http, jobs } = app
  const labelling = labellingOn(clock, { ...{ http, jobs, db, live, crm, clock }, ...decisions })
  const people = readers.map(({ key, perWeek }) => ({ userId: loaded.users[key]!, perWeek }))
  await labelling.savePanel(loaded.actor, { people, doubled: 0.3, from: 0.1 })
  const thisWeek = weekOf(app.clock.now(), zone)
  for (const back of [-1, 0]) {
    const monday = startOfWeek(weeksAfter(thisWeek, back), zone) + 7 * HOUR
    if (monday > app.clock.now() - HOUR) continue
    clock.set(monday)
    if (!(await drawn(labelling, loaded))) continue
    for (const { key } of readers) {
      clock.set(monday + 3 * HOUR)
      // The latest sample is still being worked on.
      await judge(labelling, loaded, key, clock, back === 0 ? (key === 'zhouhaining' ? 1 : 3) : 99)
    }
  }
}

async function drawn(labelling: Labelling, loaded: LoadedSample): Promise<boolean> {
  try {
    await labelling.draw(loaded.workspaceId)
    return true
  } catch (error) {
    if (error instanceof AppError) return false // a week without decisions
    throw error
  }
}

async function judge(
  labelling: Labelling,
  loaded: LoadedSample,
  key: string,
  clock: MovableClock,
  most: number,
) {
  const actor = actingAs(loaded, key)
  let left = most
  for (let { cards } = await labelling.queue(actor); cards.length > 0 && left > 0; ) {
    for (const card of cards.slice(0, left)) {
      clock.set(clock.now() + 2 * MINUTE)
      await labelling.judge(actor, card.taskId, { id: newId(clock.now()), ...opinion(key, card) })
      left--
    }
    if (left > 0) cards = (await labelling.queue(actor)).cards
  }
}

/** What a senior makes of an act: how long it was looked at, who did it, what else happened. One is stricter than another. */
function opinion(
  key: string,
  { act, around }: LabelCard,
): { verdict: Verdict; reason?: 'fits-need' | 'decider' | 'timing' | 'routine' | 'curious' | 'too-little' } {
  const strict = key === 'zhouhaining' ? 45 : key === 'chenyu' ? 30 : 22
  const telling = ['document.forwarded', 'quote.requested', 'inquiry.submitted', 'tender.announced']
  if (telling.includes(act.type))
    return { verdict: 'real', reason: act.type === 'tender.announced' ? 'timing' : 'fits-need' }
  if (act.type === 'demo.attended' || act.type === 'meeting.held')
    return { verdict: 'real', reason: 'decider' }
  if (act.seconds !== null && act.seconds >= strict) return { verdict: 'real', reason: 'fits-need' }
  if (act.type === 'page.viewed') return { verdict: 'not', reason: 'curious' }
  if (act.seconds !== null) return { verdict: 'not', reason: 'curious' }
  const company = around.some(one => one.seconds !== null && one.seconds >= strict)
  if (company) return { verdict: 'real', reason: 'fits-need' }
  return around.length > 1
    ? { verdict: 'not', reason: 'routine' }
    : { verdict: 'unsure', reason: 'too-little' }
}
