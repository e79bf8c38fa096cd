import type { ResourceView, TeamInput } from '#collaboration/delivery/api.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY, HOUR, type Instant } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import type { App } from '../wire.ts'
import { actingAs, type LoadedSample } from './nouns.ts'

const engineer = (name: string, ...skills: string[]): ResourceView => ({
  id: newId(),
  name,
  userId: null,
  skills,
})

/** Two teams that install what is sold, one engineer on leave, and slots held for the quotes that are out. */
export async function loadDelivery(app: App, loaded: LoadedSample): Promise<void> {
  const { teams, slots } = app.collaboration.delivery
  const lead = actingAs(loaded, 'tangshuo')
  const team = (name: string, resources: ResourceView[]): TeamInput => ({
    ...{ name, resources, leadId: loaded.users.tangshuo! },
    ...{ opens: 8.5 * 60, closes: 17.5 * 60 },
  })
  const [kong, shi] = [engineer('孔令强', '腔镜', '呼吸'), engineer('施雯', '腔镜')]
  await teams.add(lead, team('腔镜安装组', [kong, shi, engineer('马骁', '腔镜', '呼吸')]))
  await teams.add(
    lead,
    team('影像安装组', [
      engineer('吴建华', '影像'),
      engineer('葛亮', '影像', '呼吸'),
      engineer('吊装班', '影像'),
    ]),
  )
  const day = (days: number) => new Date(app.clock.now() + days * DAY).toISOString().slice(0, 10)
  const leave = { id: newId(), resourceIds: [shi.id], from: day(2), to: day(6), reason: '年假' }
  await teams.addLeave(lead, leave)
  const wishes = [
    { quote: '4K 荧光腹腔镜 2 套', by: 'linxiao', skill: '腔镜', people: 2, days: 3, after: 8 },
    { quote: '64 排 CT 1 台及配套', by: 'shenruolan', skill: '影像', people: 2, days: 4, after: 4 },
  ]
  for (const { quote, by, after, ...wish } of wishes) {
    const actor = actingAs(loaded, by)
    const { items } = await app.collaboration.quote.quotes.list(actor, { q: quote, page: 1, size: 1 })
    const need = { ...wish, from: day(after), to: day(after + 14) }
    const [offer] = (await slots.offers(actor, need)).offers
    if (items[0] && offer)
      await slots.hold(actor, items[0].id, { ...wish, teamId: offer.teamId, from: offer.from })
  }
}

/** Holds the first slot that is free two weeks after an instant of the past. */
export async function holdSlot(
  app: App,
  actor: Actor,
  quoteId: Id,
  { now, skill }: { now: Instant; skill: string },
): Promise<void> {
  const { slots } = app.collaboration.on({ ...app, clock: { now: () => now + HOUR } }).delivery
  const day = (days: number) => new Date(now + days * DAY).toISOString().slice(0, 10)
  const wish = { skill, people: 1, days: 2 }
  const [offer] = (await slots.offers(actor, { ...wish, from: day(16), to: day(40) })).offers
  if (offer) await slots.hold(actor, quoteId, { ...wish, teamId: offer.teamId, from: offer.from })
}

/** The delivery of a quote is done, at an instant of the past. */
export async function finishDelivery(
  app: App,
  loaded: LoadedSample,
  quoteId: Id,
  now: Instant,
): Promise<void> {
  const lead = actingAs(loaded, 'tangshuo')
  const { calendar, acts } = app.collaboration.on({ ...app, clock: { now: () => now } }).delivery
  const { delivery } = await calendar.ofQuote(loaded.actor, quoteId)
  if (delivery) await acts.done({ ...lead, scope: loaded.actor.scope }, delivery.id, delivery.version)
}
