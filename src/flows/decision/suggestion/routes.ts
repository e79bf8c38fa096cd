import { can, type Http } from '#platform/http/index.ts'
import {
  listSuggestions,
  listUntaken,
  noteViews,
  readCap,
  readDecision,
  readSuggestion,
  readToday,
  respond,
  type State,
  saveCap,
  states,
  undoResponse,
} from './api.ts'
import { isOpen } from './model.ts'
import type { Responses } from './respond.ts'
import type { Suggestions } from './service.ts'

export function suggestionRoutes(http: Http, suggestions: Suggestions, responses: Responses): void {
  const read = can('suggestion.read')
  http.bind(readToday, read, ({ actor }) => suggestions.today(actor))
  http.bind(listSuggestions, read, ({ actor, query: { state, owner, ...rest } }) =>
    suggestions.list(actor, {
      ...rest,
      states: statesOf(state),
      owner: owner === 'me' ? (actor.id ?? undefined) : owner,
    }),
  )
  http.bind(listUntaken, can('suggestion.manage'), ({ actor }) => suggestions.untaken(actor))
  http.bind(readCap, read, ({ actor }) => suggestions.readCap(actor))
  http.bind(saveCap, can('setting.manage'), ({ actor, body }) => suggestions.saveCap(actor, body))
  http.bind(readSuggestion, read, ({ actor, params }) => suggestions.read(actor, params.id))
  http.bind(respond, can('suggestion.respond'), ({ actor, params, body }) =>
    responses.respond(actor, params.id, body),
  )
  http.bind(undoResponse, can('suggestion.respond'), ({ actor, params }) =>
    responses.undo(actor, params.id, params.responseId),
  )
  http.bind(noteViews, read, ({ actor, body }) => suggestions.noteViews(actor, body.ids, body.kind))
  http.bind(readDecision, read, ({ actor, params }) => suggestions.readDecision(actor, params.id))
}

function statesOf(wanted: State | 'open' | 'answered' | 'all'): readonly State[] {
  if (wanted === 'all') return states
  if (wanted === 'open') return states.filter(isOpen)
  if (wanted === 'answered') return ['adopted', 'adapted', 'rejected']
  return [wanted]
}
