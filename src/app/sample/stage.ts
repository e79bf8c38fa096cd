import { newId } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import type { Random } from '#lib/stats/random.ts'
import type { Actor } from '#platform/org/index.ts'
import type { App } from '../wire.ts'
import type { SampleDeal } from './deal-list.ts'
import { actingAs, type LoadedSample } from './nouns.ts'
import { people } from './organisation.ts'
import { type Past, workLater } from './past.ts'
import type { Catalogue } from './prices.ts'

/** Nothing of a deal happens until then. `alone`: what comes takes a number, days of people or a bank line, for which the order counts. */
export interface Pause {
  at: Instant
  alone?: boolean
}

/** A deal, or a part of one, as it is lived through. */
export type Play<T> = AsyncGenerator<Pause, T, void>

/** What one deal is played with. */
export interface Scene {
  app: App
  loaded: LoadedSample
  past: Past
  catalogue: Catalogue
  deal: SampleDeal
  random: Random
  owner: Actor
}

/** One of the sample's people by their key, with the name that others see. */
export const colleague = (loaded: LoadedSample, key: string): Actor => ({
  ...actingAs(loaded, key),
  name: people.find(person => person.key === key)!.name,
})

/** The same by their id. */
export const colleagueById = (loaded: LoadedSample, id: string): Actor =>
  colleague(loaded, Object.keys(loaded.users).find(key => loaded.users[key] === id)!)

/** Some hours of work later. */
export const after = ({ past, random }: Scene, least: number, most: number): Instant =>
  workLater(past.clock.now(), least + random.uniform() * (most - least))

/** What makes an act of an approval: sent again it would count once. */
export const doing = ({ past }: Scene, hash: string, comment = '') => ({
  id: newId(past.clock.now()),
  hash,
  comment,
})
