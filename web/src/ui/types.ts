import type { Instant } from '#kernel/time.ts'
import type { IconName } from './icons.tsx'

/** What every design component takes: plain data, no server types, texts already in the reader's language. */
export type Priority = 'S' | 'A' | 'B' | 'C' | 'D'

/** A probability with its interval, all 0–1. */
export interface Estimate {
  value: number
  low: number
  high: number
}

export interface Suggestion {
  id: string
  priority: Priority
  account: string
  /** Where the account's page is. */
  accountHref?: string
  /** The deal in a few words: "腹腔镜 · 486 万元". */
  context?: string
  /** What to do, one line. */
  title: string
  /** Why, one sentence in plain words. */
  reason: string
  estimate?: Estimate
  dueAt?: Instant
}

/** One raw behaviour that a suggestion rests on. */
export interface EvidenceAct {
  id: string
  at: Instant
  title: string
  /** Person, device, object, section: joined by a middle dot. */
  parts: string[]
  /** Log-odds now, after decay. */
  weight: number
  seconds?: number
  /** The full timeline at this act. */
  href?: string
}

/** Something that did not happen. */
export interface EvidenceAbsence {
  /** How long, in words: "7 天". */
  duration: string
  since: Instant
  title: string
  detail?: string
  weight: number
}

/** A term of the sum that is not an act. */
export interface EvidenceTerm {
  /** What it rests on, in words: "同类医院 18 %". */
  detail: string
  logOdds: number
}

export interface Evidence {
  /** "为什么建议打给赵敏" */
  title: string
  account: string
  asOf: Instant
  /** Newest first. */
  acts: EvidenceAct[]
  absences: EvidenceAbsence[]
  others?: { count: number; weight: number; href?: string }
  prior: EvidenceTerm
  behaviour: EvidenceTerm
  profile: EvidenceTerm
  estimate: Estimate
  /** A calibration stands between the log-odds and the estimate: the sum's scale has no percentages then. */
  calibrated?: boolean
  /** What the probability is of: "30 天内进入招标的把握". */
  outcome: string
  /** Label and sentence: strategy, consent, experiment. */
  notes: { label: string; text: string }[]
  recordHref?: string
}

export type TimelineTone = 'customer' | 'ours' | 'system'

/** One entry of an account's timeline. */
export interface TimelineEntry {
  id: string
  at: Instant
  /** For the filter: document, chat, call, visit, note, quote, system … */
  kind: string
  tone: TimelineTone
  icon: IconName
  /** Who, in bold before the title. */
  who?: string
  title: string
  detail?: string
  /** Log-odds that this act adds to the intent now. */
  weight?: number
  /** Seconds per section of a document. */
  sections?: { label: string; seconds: number }[]
  /** To whom it was passed on. */
  forwards?: { name: string; detail: string }[]
  /** Heat of the pages, 0–1. */
  pages?: number[]
  note?: string
  href?: string
}

export interface TimelineFilter {
  kind: string
  label: string
  count: number
}

/** Intent day by day, oldest first. */
export interface IntentPoint {
  /** YYYY-MM-DD */
  day: string
  value: number
  /** Acts of the customer on that day. */
  acts: number
}

export type FactEditor = 'text' | 'number' | 'date' | 'select' | 'none'

export interface Fact {
  key: string
  label: string
  /** As shown; empty means not known yet. */
  shown: string
  /** As edited; `shown` if left out. */
  raw?: string
  unit?: string
  /** Source or date, under the value. */
  origin?: string
  editor: FactEditor
  options?: { value: string; label: string }[]
}

export interface FactGroup {
  title: string
  facts: Fact[]
}

export interface HeatReader {
  id: string
  name: string
  detail: string
  /** False for someone who is only inferred. */
  certain: boolean
  /** One per page: seconds (or any measure); 0 is "did not look". */
  values: number[]
}

export interface HeatMatrixData {
  pages: { label: string; thumbnail?: string; sections?: HeatBlock[] }[]
  chapters: { label: string; from: number; to: number }[]
  readers: HeatReader[]
}

/** A section's place on its page, in fractions of the page, and its heat 0–1. */
export interface HeatBlock {
  x: number
  y: number
  width: number
  height: number
  heat: number
  label: string
}

export interface LineageNode {
  id: string
  parent?: string
  name: string
  detail: string
  kind: 'sender' | 'reader' | 'unknown'
  /** How it was passed on: "微信". */
  via?: string
  /** Only for inferred edges: 0–1. */
  confidence?: number
}

/** One page of a list, as the server answers it. */
export interface Rows<T> {
  items: T[]
  total: number
  totalIsCapped: boolean
}

export interface ListState {
  page: number
  pageSize: number
  sort?: string
  descending?: boolean
}
