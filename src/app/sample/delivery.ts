import type { ResourceView, TeamInput } from '#collaboration/delivery/api.ts'
import { type Id, newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import type { App } from '../wire.ts'
import { actingAs, type LoadedSample } from './nouns.ts'
import { dayOf, type Past } from './past.ts'
import type { Scene } from './stage.ts'

const engineer = (name: string, ...skills: string[]): ResourceView => ({
  id: newId(),
  name,
  userId: null,
  skills,
})

/** Two teams that install what is sold, and one engineer on leave. */
export async function loadTeams(app: App, loaded: LoadedSample, past: Past): Promise<void> {
  const { teams } = past.delivery
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
  const day = (days: number) => dayOf(app.clock.now() + days * DAY)
  const leave = { id: newId(), resourceIds: [shi.id], from: day(2), to: day(6), reason: '年假' }
  await teams.addLeave(lead, leave)
}

/** Slots held for the quotes that are out. */
export async function loadSlots(app: App, loaded: LoadedSample): Promise<void> {
  const { slots } = app.collaboration.delivery
  const day = (days: number) => dayOf(app.clock.now() + days * DAY)
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

/** Holds the first slot that is free three weeks later: by then such equipment is there. */
export async function holdSlot({ past, deal, owner }: Scene, quoteId: Id): Promise<void> {
  const { slots } = past.delivery
  const day = (days: number) => dayOf(past.clock.now() + days * DAY)
  const large = deal.lines.some(([code]) => code === 'CY-CT-64')
  const wish = { skill: deal.skill, people: large ? 2 : 1, days: large ? 4 : 2 }
  const [offer] = (await slots.offers(owner, { ...wish, from: day(22), to: day(60) })).offers
  if (offer) await slots.hold(owner, quoteId, { ...wish, teamId: offer.teamId, from: offer.from })
}
