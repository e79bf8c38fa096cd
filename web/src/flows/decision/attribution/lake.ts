import type { Say } from '../../../app/i18n.ts'
import type { LakeText } from './lake-texts.ts'

/** Days to keep, by kind; kinds that are not named are kept. */
export type KindDays = Record<string, number>

/** Kinds that are kept for less than before: their acts will be lost. */
export function shortened(before: KindDays, after: KindDays): string[] {
  return Object.entries(after).flatMap(([kind, days]) =>
    days < (before[kind] ?? Number.POSITIVE_INFINITY) ? [kind] : [],
  )
}

const known = new Set([
  ...['page', 'document', 'inquiry', 'demo', 'call', 'meeting', 'tender', 'quote', 'activity', 'opportunity'],
  ...[
    'suggestion',
    'consent',
    'wechat',
    'proposal',
    'form',
    'ticket',
    'order',
    'objection',
    'payment',
    'contract',
  ],
])

/** What a kind is called; of kinds of the company’s own, the first word of their event types. */
export const kindName = (kind: string, say: Say<LakeText>): string =>
  known.has(kind) ? say(`kind-${kind}` as LakeText) : kind
