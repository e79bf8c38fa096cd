import { z } from 'zod'
import { actPerson, estimate, evidence, localText } from '#decision/intent/api.ts'
import { deliveredKit } from '#decision/playkit/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

export const errors = errorCodes({
  'suggestion.missing': [
    'missing',
    '找不到这条建议，可能不在你能看的范围内。',
    'This suggestion was not found, or lies outside what you may see.',
  ],
  'suggestion.answered': [
    'conflict',
    '这条建议已经有人答复了，请刷新看最新的情况。',
    'This suggestion has been answered already. Refresh to see what became of it.',
  ],
  'suggestion.not-yours': [
    'forbidden',
    '只有负责人本人能答复。要换人，请让主管转派。',
    'Only the person it was made for can answer. Ask the manager to reassign it.',
  ],
  'suggestion.needs-reason': [
    'invalid',
    '请选一个不采纳的原因，系统会据此改进。',
    'Choose why you reject it: suggestions improve by it.',
  ],
  'suggestion.needs-words': ['invalid', '请写下你打算怎么做。', 'Write what you will do instead.'],
  'suggestion.needs-until': ['invalid', '请选一个将来的提醒时间。', 'Choose when to be reminded.'],
  'suggestion.needs-person': [
    'invalid',
    '请选一位在职成员来接手。',
    'Choose an active colleague to take it over.',
  ],
  'suggestion.too-late': [
    'gone',
    '撤销时间已过(10 分钟)。需要更正时，请写一条跟进记录。',
    'The ten minutes for undoing have passed. Write a follow-up note to correct it.',
  ],
  'decision.missing': [
    'missing',
    '找不到这份决策记录，可能不在你能看的范围内。',
    'This decision record was not found, or lies outside what you may see.',
  ],
})

const instant = z.number()
const id = z.object({ id: z.uuid() })

/** waiting: over the day's number; untaken: shown and never answered; expired: never came up in time. */
export const states = [
  'waiting',
  'shown',
  'snoozed',
  'adopted',
  'adapted',
  'rejected',
  'expired',
  'untaken',
  'dismissed',
] as const
export const state = z.enum(states)
export type State = z.infer<typeof state>

export const acts = ['adopt', 'adapt', 'reject', 'snooze', 'dismiss', 'reassign'] as const
export const responseAct = z.enum(acts)

/** 时机不对 · 人不对 · 已在做 · 与客户无关 · 依据有误 · 其他. */
export const rejectReasons = [
  'wrong-time',
  'wrong-person',
  'already-doing',
  'not-relevant',
  'bad-evidence',
  'other',
] as const
export const rejectReason = z.enum(rejectReasons)

/** How long an answer may be taken back. */
export const undoMinutes = 10

export const responseView = z.object({
  id: z.uuid(),
  act: responseAct,
  reason: z.string().nullable(),
  words: z.string().nullable(),
  until: instant.nullable(),
  userId: z.uuid(),
  at: instant,
  undoableUntil: instant,
})

export const suggestionView = z.object({
  id: z.uuid(),
  accountId: z.uuid().nullable(),
  accountName: z.string().nullable(),
  contactId: z.uuid().nullable(),
  ownerId: z.uuid(),
  priority: z.enum(['S', 'A', 'B', 'C', 'D']),
  title: localText,
  reason: localText,
  /** Yuan, where the strategy gave it a value. */
  amount: z.number().nullable(),
  kit: z.object({ id: z.uuid(), version: z.number() }).nullable(),
  estimate: estimate.omit({ logOdds: true }),
  state,
  origin: z.enum(['strategy', 'score']),
  strategy: z.object({ id: z.string(), version: z.number() }).nullable(),
  decisionId: z.uuid(),
  /** Nobody held the role it was meant for: an administrator got it. */
  toFallback: z.boolean(),
  createdAt: instant,
  surfacedAt: instant.nullable(),
  expiresAt: instant,
  snoozedUntil: instant.nullable(),
  response: responseView.nullable(),
})
export type SuggestionView = z.infer<typeof suggestionView>

export const readToday = route({
  method: 'GET',
  path: '/api/v1/today',
  summary: 'What is worth doing now: my suggestions, best first',
  answer: z.object({
    at: instant,
    items: z.array(suggestionView),
    /** How many more wait for tomorrow's number. */
    waiting: z.number(),
    perDay: z.number(),
  }),
})
export type Today = z.infer<(typeof readToday)['answer']>

export const listSuggestions = route({
  method: 'GET',
  path: '/api/v1/suggestions',
  summary: 'Suggestions within my scope, newest first',
  query: z.object({
    account: z.uuid().optional(),
    owner: z.union([z.uuid(), z.literal('me')]).optional(),
    strategy: z.string().max(64).optional(),
    state: z.union([state, z.enum(['open', 'answered', 'all'])]).default('all'),
    page: z.coerce.number().int().min(1).max(1000).default(1),
    size: z.coerce.number().int().min(1).max(100).default(20),
  }),
  answer: z.object({ items: z.array(suggestionView), total: z.number(), totalIsCapped: z.boolean() }),
})

/** Shown to somebody else's manager: what nobody took. */
export const listUntaken = route({
  method: 'GET',
  path: '/api/v1/suggestions/untaken',
  summary: 'Suggestions that nobody took, within my scope',
  answer: z.array(suggestionView),
})

/** What stood beside the decision, in a few words each. */
export const decisionNotes = z.object({
  strategyName: z.string().nullable(),
  firedAt: instant,
  persons: z.array(z.object({ name: z.string().nullable(), withheld: z.boolean() })),
  /** Acts whose person's permission is missing: used for the account, never about the person. */
  heldBack: z.number(),
  arm: z.object({ id: z.string(), holdout: z.number() }).nullable(),
})

export const readSuggestion = route({
  method: 'GET',
  path: '/api/v1/suggestions/:id',
  summary:
    'One suggestion with the acts it rests on, the sum, and its play kit filled with the customer’s facts',
  params: id,
  answer: z.object({
    suggestion: suggestionView,
    evidence,
    notes: decisionNotes,
    kit: deliveredKit.nullable(),
  }),
})
export type SuggestionDetail = z.infer<(typeof readSuggestion)['answer']>

/** `id` is made by the sender: sending the same again changes nothing. */
export const respond = route({
  method: 'POST',
  path: '/api/v1/suggestions/:id/responses',
  summary: 'Adopt, adapt, reject with a reason, snooze, dismiss or reassign',
  params: id,
  body: z.object({
    id: z.uuid(),
    act: responseAct,
    reason: rejectReason.optional(),
    words: z.string().trim().max(1_000).optional(),
    until: z.number().int().optional(),
    to: z.uuid().optional(),
  }),
  answer: suggestionView,
})

export const undoResponse = route({
  method: 'DELETE',
  path: '/api/v1/suggestions/:id/responses/:responseId',
  summary: 'Take an answer back, for ten minutes',
  params: z.object({ id: z.uuid(), responseId: z.uuid() }),
  answer: suggestionView,
})

export const viewKind = z.enum(['shown', 'opened', 'evidence', 'record', 'kit'])
export const noteViews = route({
  method: 'POST',
  path: '/api/v1/suggestions/views',
  summary: 'Tell that suggestions were on the screen or looked into',
  body: z.object({ ids: z.array(z.uuid()).min(1).max(50), kind: viewKind }),
})

/** At most so many a person and day; what an unvalued suggestion counts as, in yuan. */
export const capSetting = z.object({
  perDay: z.number().int().min(1).max(500),
  typicalValue: z.number().positive().max(1e9),
})
export type CapSetting = z.infer<typeof capSetting>

export const readCap = route({
  method: 'GET',
  path: '/api/v1/suggestions/cap',
  summary: 'How many suggestions a person gets a day',
  answer: capSetting,
})
export const saveCap = route({
  method: 'PUT',
  path: '/api/v1/suggestions/cap',
  summary: 'Change how many suggestions a person gets a day',
  body: capSetting,
})

/** What an action did. Nothing personal: it is covered by the record's hash. */
export const actionDone = z.object({
  do: z.string(),
  done: z.boolean(),
  /** Ids of what was made or told: tag names, lead, suggestion, task, users, endpoint, event. */
  subjects: z.array(z.string()),
  /** Nobody held the role: it went to the administrators. */
  toFallback: z.boolean(),
  /** Why it was not done, or what else is worth knowing: a code. */
  note: z.string().nullable(),
})
export type ActionDone = z.infer<typeof actionDone>

/** A decision as it was taken. Persons are labels (`p1`); who they are is kept apart, so that they can be erased. */
export const decisionBody = z.object({
  format: z.literal(1),
  id: z.uuid(),
  origin: z.enum(['strategy', 'score']),
  decidedAt: instant,
  /** `shadow`: the strategy's version only records what it would have done. */
  outcome: z.enum(['acted', 'holdout', 'withheld', 'shadow']),
  strategy: z.object({ id: z.string(), name: z.string(), version: z.number() }).nullable(),
  /** The account's id, a label, or a value of the event. */
  key: z.object({ kind: z.string(), value: z.string() }),
  /** m: the instant at which the pattern completed. */
  at: instant,
  firing: z.string().nullable(),
  accountId: z.uuid().nullable(),
  steps: z.record(z.string(), z.string()),
  measures: z.record(z.string(), z.number().nullable()),
  evidence,
  consent: z.record(z.string(), z.string()),
  heldBack: z.number(),
  experiment: z
    .object({ arm: z.string(), unit: z.string(), holdout: z.number(), salt: z.string() })
    .nullable(),
  /** The profile that the condition was judged on. */
  inputs: z.record(z.string(), z.unknown()),
  actions: z.array(actionDone),
})
export type DecisionBody = z.infer<typeof decisionBody>

export const readDecision = route({
  method: 'GET',
  path: '/api/v1/decisions/:id',
  summary: 'A decision record as it was written, who its labels mean, and whether its chain is whole',
  params: id,
  answer: z.object({
    body: decisionBody,
    persons: z.record(z.string(), actPerson),
    accountName: z.string().nullable(),
    position: z.number(),
    hash: z.string(),
    previousHash: z.string(),
    /** The body still has its hash, and follows the record before it. */
    intact: z.boolean(),
    suggestions: z.array(suggestionView),
  }),
})
export type DecisionView = z.infer<(typeof readDecision)['answer']>

/** Live message types: `{id}` of the suggestion. */
export const liveTypes = { created: 'suggestion.created', changed: 'suggestion.changed' } as const
