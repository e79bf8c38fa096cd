import type { Accounting } from './adjusted.ts'
import type { Question } from './api.ts'
import type { Piece } from './history.ts'
import type { Found } from './model.ts'

export type ToWorker = { kind: 'pieces'; pieces: readonly Piece[] } | { kind: 'run'; question: Question }

export type FromWorker =
  | { kind: 'taken' }
  | { kind: 'ran'; share: number }
  | { kind: 'found'; found: Found; accounting: Accounting | null }
