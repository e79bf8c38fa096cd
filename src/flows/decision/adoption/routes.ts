import { can, type Http } from '#platform/http/index.ts'
import { listAdoption, readAdoption } from './api.ts'
import type { AdoptionService } from './service.ts'

export function adoptionRoutes(http: Http, adoption: AdoptionService): void {
  const read = can('suggestion.read')
  http.bind(readAdoption, read, ({ actor, query }) => adoption.read(actor, query))
  http.bind(listAdoption, read, ({ actor, query }) => adoption.list(actor, query))
}
