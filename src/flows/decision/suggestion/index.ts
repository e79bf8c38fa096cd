export { readShown, type ShownSuggestion } from './adoption-store.ts'
export { countDecisions, readDecisions, type Stretch } from './decisions.ts'
export { suggestionJobs, type TidyPorts, tidySuggestions } from './jobs.ts'
export { carryToLog, type OwnEvent, tellLog } from './log-event.ts'
export type { Labelled, Person } from './model.ts'
export { type Basis, makeRecords, type RecordPorts, type Records } from './records.ts'
export { makeResponses, type ResponsePorts, type Responses } from './respond.ts'
export { suggestOnRise } from './rise.ts'
export { suggestionRoutes } from './routes.ts'
export {
  type After,
  makeSuggestions,
  type SuggestionDraft,
  type SuggestionPorts,
  type Suggestions,
} from './service.ts'
