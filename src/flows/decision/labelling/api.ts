import { z } from 'zod'
import { actPerson, localText } from '#decision/intent/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

export const errors = errorCodes({
  'labelling.missing': [
    'missing',
    '找不到这条信号，可能已过期或分给了别人。请刷新，看下一条。',
    'This signal was not found: it may have lapsed or belong to somebody else. Refresh and take the next one.',
  ],
  'labelling.answered': [
    'conflict',
    '这条你已经判过了。要改，请先撤销再判。',
    'You have judged this one already. To change it, undo it first.',
  ],
  'labelling.needs-reason': [
    'invalid',
    '判为“不是真意向”时，请选一个原因。',
    'Choose a reason when you judge that a signal is not real.',
  ],
  'labelling.wrong-reason': [
    'invalid',
    '这个原因和判断对不上，请重选。',
    'This reason does not go with the verdict. Choose another.',
  ],
  'labelling.too-late': ['gone', '撤销时间已过（24 小时）。', 'The 24 hours for undoing have passed.'],
  'labelling.drawn': [
    'conflict',
    '本周的样本已经抽过了，下周一会再抽。',
    'This week’s sample has been drawn. The next one comes on Monday.',
  ],
  'labelling.nobody': [
    'conflict',
    '还没有可以判信号的人：请先选人并设定每周条数，或等他们判完手上的。',
    'Nobody can take signals: choose people and a number a week first, or wait until they have finished theirs.',
  ],
  'labelling.nothing': [
    'conflict',
    '这段时间没有新的高意向信号可抽。等有新决策后再来。',
    'There are no new high-intent signals to draw from. Come back when decisions have been made.',
  ],
  'labelling.member-missing': [
    'invalid',
    '选的人不在职，请重选。',
    'One of the chosen people is not active. Choose again.',
  ],
})

const instant = z.number()
/** YYYY-MM-DD of the Monday. */
const week = z.string()

/** 真意向 · 不是真意向 · 说不准. */
export const verdicts = ['real', 'not', 'unsure'] as const
export const verdict = z.enum(verdicts)
export type Verdict = z.infer<typeof verdict>

/** Why, per verdict, in the order of their keys. */
export const reasonsOf = {
  real: ['confirmed', 'fits-need', 'decider', 'timing'],
  not: ['routine', 'curious', 'ours', 'rival', 'machine', 'wrong-account'],
  unsure: ['too-little', 'unknown-account', 'ambiguous'],
} as const satisfies Record<Verdict, readonly string[]>
export const labelReason = z.enum([...reasonsOf.real, ...reasonsOf.not, ...reasonsOf.unsure])
export type LabelReason = z.infer<typeof labelReason>

/** How long a label may be taken back, hours. */
export const undoHours = 24
/** What is not judged within so many days lapses. */
export const lapseDays = 14

/** An act as it is shown before it is judged: nothing of what the model thinks of it. */
const plainAct = z.object({
  eventId: z.string(),
  title: localText,
  type: z.string(),
  at: instant,
  /** By title alone: who it was is not needed to judge. */
  person: actPerson.pick({ title: true, withheld: true }).nullable(),
  device: z.string().nullable(),
  section: z.string().nullable(),
  page: z.number().nullable(),
  seconds: z.number().nullable(),
})
export type PlainAct = z.infer<typeof plainAct>

export const labelCard = z.object({
  taskId: z.uuid(),
  act: plainAct,
  /** The other acts of the same evidence, newest first. */
  around: z.array(plainAct),
  account: z
    .object({
      name: z.string(),
      facts: z.array(z.object({ name: localText, value: z.string() })),
    })
    .nullable(),
  givenAt: instant,
})
export type LabelCard = z.infer<typeof labelCard>

const progress = z.object({
  done: z.number(),
  total: z.number(),
  week: week.nullable(),
})

/** What the model thought, shown once a person has judged. */
export const revealed = z.object({
  labelId: z.uuid(),
  taskId: z.uuid(),
  verdict,
  title: localText,
  weight: z.number(),
  estimate: z.object({ value: z.number(), low: z.number(), high: z.number() }),
  terms: z.array(z.object({ term: z.string(), name: localText })),
  decisionId: z.uuid(),
})
export type Revealed = z.infer<typeof revealed>

export const readQueue = route({
  method: 'GET',
  path: '/api/v1/labelling/queue',
  summary: 'The signals that wait for my judgement, without what the model thinks of them',
  answer: z.object({
    cards: z.array(labelCard),
    progress,
    /** Whether I am one of those who are asked. */
    asked: z.boolean(),
    /** My last judgement, while it may be taken back. */
    last: revealed.nullable(),
  }),
})
export type Queue = z.infer<(typeof readQueue)['answer']>

/** `id` is made by the sender: sending the same again changes nothing. */
export const giveLabel = route({
  method: 'POST',
  path: '/api/v1/labelling/tasks/:id/labels',
  summary: 'Judge a signal: real, not, can’t tell, with why',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    id: z.uuid(),
    verdict,
    reason: labelReason.optional(),
    words: z.string().trim().max(500).optional(),
  }),
  answer: revealed,
})
export type LabelInput = z.infer<(typeof giveLabel)['body']>

export const undoLabel = route({
  method: 'DELETE',
  path: '/api/v1/labelling/tasks/:id/labels/:labelId',
  summary: 'Take a judgement back, for 24 hours',
  params: z.object({ id: z.uuid(), labelId: z.uuid() }),
})

export const panelSetting = z.object({
  people: z.array(z.object({ userId: z.uuid(), perWeek: z.number().int().min(1).max(60) })).max(50),
  /** Part of the sample that two people judge, 0–1. */
  doubled: z.number().min(0).max(1),
  /** Signals of decisions at or above this chance, 0–1, are high-intent. */
  from: z.number().min(0).max(0.95),
})
export type PanelSetting = z.infer<typeof panelSetting>

export const readPanel = route({
  method: 'GET',
  path: '/api/v1/labelling/panel',
  summary: 'Who judges signals, and how many a week',
  answer: panelSetting,
})
export const savePanel = route({
  method: 'PUT',
  path: '/api/v1/labelling/panel',
  summary: 'Change who judges signals, and how many a week',
  body: panelSetting,
})
export const drawNow = route({
  method: 'POST',
  path: '/api/v1/labelling/draws',
  summary: 'Draw this week’s sample now rather than on Monday',
  answer: z.object({ week, sample: z.number() }),
})

const kappa = z.object({
  /** Signals that were judged twice, or judged at all. */
  n: z.number(),
  /** Share on which both agree; null without any. */
  agreed: z.number().nullable(),
  /** 1 is full agreement, 0 what chance alone would give; null where it can't be worked out yet. */
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})
export type Kappa = z.infer<typeof kappa>

/** A share that is real, with its 95 % interval, weighted by how likely each signal was drawn. */
export const shareView = z.object({
  n: z.number(),
  effective: z.number(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
})

/**
 * supported: most are real. weak: less than half are real, surely. open: labels, but too few to say. unproven: weight, but
 * neither labels nor an experiment behind it. tested: no labels, but an experiment runs on it. unseen: none came up.
 */
export const standings = ['supported', 'weak', 'open', 'unproven', 'tested', 'unseen'] as const
export const standing = z.enum(standings)
export type Standing = z.infer<typeof standing>

const weight = z.object({ weight: z.number(), sd: z.number() })

export const termBoard = z.object({
  term: z.string(),
  name: localText,
  weight: z.number(),
  sd: z.number(),
  /** Signals of the last weeks that could have been drawn. */
  seen: z.number(),
  real: z.number(),
  not: z.number(),
  unsure: z.number(),
  share: shareView.nullable(),
  /** What the weight would be if it counted only for what is real, by the labels that are not in it yet. */
  adjusted: weight.nullable(),
  /** The weight of the learned model that waits, as it is and as it would be with the labels; null where none waits. */
  next: z.object({ without: weight, with: weight }).nullable(),
  experiments: z.array(z.object({ id: z.string(), name: z.string() })),
  standing,
})
export type TermBoard = z.infer<typeof termBoard>

export const readBoard = route({
  method: 'GET',
  path: '/api/v1/labelling',
  summary:
    'What the labels say: share real per signal, agreement, effect on the next model, suspected spurious signals',
  answer: z.object({
    at: instant,
    /** Days that `seen` and the effect look back. */
    days: z.number(),
    modelVersion: z.number(),
    /** The learned model that waits to be promoted. */
    nextId: z.uuid().nullable(),
    people: z.array(z.object({ userId: z.uuid(), given: z.number(), done: z.number(), open: z.number() })),
    batches: z.array(
      z.object({
        week,
        drawnAt: instant,
        population: z.number(),
        sample: z.number(),
        doubled: z.number(),
        judged: z.number(),
      }),
    ),
    between: kappa,
    /** People against the model, which says yes at or above the chance `cut`. */
    withModel: kappa.extend({ cut: z.number() }),
    overall: shareView.nullable(),
    terms: z.array(termBoard),
    /** Decisions of these days, and how many would stay at or above the chance `cut` with the labels. */
    effect: z.object({
      decisions: z.number(),
      cut: z.number(),
      without: z.number(),
      with: z.number(),
      /** Mean change of the chance, percentage points. */
      mean: z.number().nullable(),
    }),
  }),
})
export type Board = z.infer<(typeof readBoard)['answer']>

export const listLabels = route({
  method: 'GET',
  path: '/api/v1/labelling/labels',
  summary: 'The judged signals behind a number, newest first, within my scope',
  query: z.object({ term: z.string().max(64).optional(), verdict: verdict.optional() }),
  answer: z.object({
    /** Judgements in all, also of accounts outside my scope. */
    total: z.number(),
    items: z.array(
      z.object({
        labelId: z.uuid(),
        userId: z.uuid(),
        verdict,
        reason: labelReason.nullable(),
        words: z.string().nullable(),
        at: instant,
        type: z.string(),
        actAt: instant,
        accountId: z.uuid().nullable(),
        accountName: z.string().nullable(),
        decisionId: z.uuid(),
        weight: z.number(),
        probability: z.number(),
      }),
    ),
  }),
})
export type LabelItem = z.infer<(typeof listLabels)['answer']>['items'][number]

/** Live message: somebody's queue has changed. */
export const liveTypes = { changed: 'labelling.changed' } as const
