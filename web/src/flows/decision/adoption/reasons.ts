import { rejectReasons } from '#decision/suggestion/api.ts'

export type RejectReason = (typeof rejectReasons)[number]

/** A reason as the texts know it; anything unknown is "other". */
export function rejectReasonOf(reason: string): RejectReason {
  return rejectReasons.find(one => one === reason) ?? 'other'
}
