import { type Http, signedIn } from '#platform/http/index.ts'
import { listLetters } from './api.ts'
import type { Letterbox } from './service.ts'

/** Everybody signed in: whoever tries the sample plays its people and their customers. */
export function letterboxRoutes(http: Http, letterbox: Letterbox): void {
  http.bind(listLetters, signedIn, async ({ actor }) => ({ items: await letterbox.list(actor) }))
}
