import { DAY, HOUR, type Instant, MINUTE } from '#kernel/time.ts'

/** A reader of a link as far as lineage cares. */
export interface LineageReader {
  id: string
  /** When this reader was last seen, and first. */
  firstAt: Instant
  lastAt: Instant
  /** Hash of the network prefix (never the address), where kept. */
  network?: string | undefined
  device?: 'phone' | 'tablet' | 'desktop' | undefined
  /** Domain of a verified e-mail address, lower case. */
  emailDomain?: string | undefined
}

export type LineageReason =
  | 'soon-after'
  | 'same-hour'
  | 'same-day'
  | 'same-week'
  | 'long-after'
  | 'same-network'
  | 'other-network'
  | 'other-device'
  | 'same-company-mail'
  | 'other-mail'

/** A guess that `from` passed the link to a newly seen reader. */
export interface InferredEdge {
  from: string
  /** 0.05 … 0.95 */
  confidence: number
  reasons: { reason: LineageReason; logit: number }[]
}

/**
 * Who passed the link on to a newly seen visitor, as a guess with a confidence. Sum of log-odds, starting at 0 (even):
 *
 * | sign | log-odds |
 * |---|---|
 * | the new one opened ≤ 10 min after the other was last seen / ≤ 1 h / ≤ 1 day / ≤ 7 days / later | +0.6 / +0.4 / +0.2 / 0 / −0.4 |
 * | same network prefix (colleagues in one building) / another one | +0.35 / −0.35 |
 * | another kind of device (may be the same person, now on a phone) | −0.25 |
 * | verified e-mail of the same company domain / of another domain | +1.2 / +0.6 |
 *
 * confidence = 1 / (1 + e^−sum), kept within 0.05 and 0.95: a guess is never shown as certain. The weights are priors,
 * set by judgement; they are not fitted. A child link made by the share button needs no guess and is certain.
 * @returns the most likely predecessor, or undefined when nobody read the link before
 */
export function inferEdge(
  newcomer: LineageReader,
  earlier: readonly LineageReader[],
): InferredEdge | undefined {
  let best: InferredEdge | undefined
  let bestLast = -Infinity
  for (const reader of earlier) {
    if (reader.id === newcomer.id || reader.firstAt > newcomer.firstAt) continue
    const edge = weigh(newcomer, reader)
    const tie = edge.confidence === best?.confidence && reader.lastAt > bestLast
    if (!best || edge.confidence > best.confidence || tie) {
      best = edge
      bestLast = reader.lastAt
    }
  }
  return best
}

function weigh(newcomer: LineageReader, reader: LineageReader): InferredEdge {
  const reasons = [timeSign(newcomer.firstAt - reader.lastAt)]
  if (newcomer.network && reader.network) {
    reasons.push(
      newcomer.network === reader.network
        ? { reason: 'same-network', logit: 0.35 }
        : { reason: 'other-network', logit: -0.35 },
    )
  }
  if (newcomer.device && reader.device && newcomer.device !== reader.device) {
    reasons.push({ reason: 'other-device', logit: -0.25 })
  }
  const mail = mailSign(newcomer.emailDomain, reader.emailDomain)
  if (mail) reasons.push(mail)
  const sum = reasons.reduce((total, { logit }) => total + logit, 0)
  return { from: reader.id, confidence: clamp(1 / (1 + Math.exp(-sum))), reasons }
}

function timeSign(gap: number): { reason: LineageReason; logit: number } {
  // A reader who is still there when the newcomer opens has a gap below zero: that is as soon as can be.
  if (gap <= 10 * MINUTE) return { reason: 'soon-after', logit: 0.6 }
  if (gap <= HOUR) return { reason: 'same-hour', logit: 0.4 }
  if (gap <= DAY) return { reason: 'same-day', logit: 0.2 }
  if (gap <= 7 * DAY) return { reason: 'same-week', logit: 0 }
  return { reason: 'long-after', logit: -0.4 }
}

function mailSign(newcomer: string | undefined, reader: string | undefined) {
  if (!newcomer) return undefined
  return newcomer === reader
    ? ({ reason: 'same-company-mail', logit: 1.2 } as const)
    : ({ reason: 'other-mail', logit: 0.6 } as const)
}

function clamp(value: number): number {
  return Math.min(0.95, Math.max(0.05, value))
}
