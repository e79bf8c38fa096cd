export { ActionScope, type Evaluated, type RenderedText } from './action-scope.ts'
export { parseDuration } from './duration.ts'
export { Engine, type EngineOptions } from './engine.ts'
export { type ParsedEvent, parseEvent, settleEvents } from './event.ts'
export {
  type EventOutcome,
  type Guard,
  type OpportunityOutcome,
  type Outcome,
  outcomeOf,
} from './experiment.ts'
export { emittedEventId } from './identity.ts'
export { formatInstant, parseInstant } from './instant.ts'
export type { Intake } from './intake.ts'
export { isFuture } from './lateness.ts'
export { formatLogEntry, type ParsedEntry, parseLogEntry } from './log.ts'
export { type NearMiss, Probe, Trace, type TraceLine, type TraceNote } from './probe.ts'
export { formatFiring, Replay, type ReplayOptions, replayAsReceived } from './replay.ts'
export { restoreEngine, SnapshotReader } from './restore.ts'
export { snapshotLines } from './snapshot.ts'
export { parseStrategies, parseStrategy } from './strategy.ts'
export type * from './types.ts'
