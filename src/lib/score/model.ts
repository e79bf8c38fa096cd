import { z } from 'zod'

/** A short text in both languages; shown to the people who are asked to trust the score. */
const text = z.strictObject({ 'zh-CN': z.string().min(1).max(200), en: z.string().min(1).max(200) })

const base = {
  /** Names the term in contributions; stays the same when the weight is edited. */
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  name: text,
  /** Why this weight: shown beside it in the editor. */
  reason: text,
  /** Log-odds that one full occurrence adds (negative: takes away). */
  weight: z.number().min(-20).max(20),
  /** Standard deviation of the weight: how unsure we are of it. */
  sd: z.number().min(0).max(20),
}

const types = z.array(z.string().min(1).max(200)).min(1).max(50)
const condition = z.string().min(1).max(2_000)
const halfLifeDays = z.number().positive().max(3_650)

const eventTerm = z.strictObject({
  ...base,
  event: types,
  /** CEL over `e`, the event. Only the event: a profile that changes later would unsettle past contributions. */
  where: condition.optional(),
  /** Scales the event by an amount it carries: `1 − 0.5^(amount / half)`, so `half` gives half the weight, more saturates. */
  amount: z
    .strictObject({ of: z.string().regex(/^props(\.[A-Za-z_]\w{0,63}){1,5}$/), half: z.number().positive() })
    .optional(),
  halfLifeDays,
})

const profileTerm = z.strictObject({
  ...base,
  /** CEL over `customer`, the profile. */
  when: condition,
})

const absenceTerm = z.strictObject({
  ...base,
  /** The latest event of these types starts the wait … */
  after: types,
  /** … and an event of these types, at or after it, ends it. */
  without: types,
  forDays: z.number().positive().max(3_650),
  halfLifeDays,
})

/** A score model as stored, edited and learned: data only. */
export const scoreModel = z
  .strictObject({
    id: z.string().min(1).max(64),
    version: z.int().min(1),
    /** What the probability is a probability of. */
    target: text,
    prior: z.strictObject({
      logOdds: z.number().min(-20).max(20),
      sd: z.number().min(0).max(20),
      reason: text,
    }),
    events: z.array(eventTerm).max(200),
    profile: z.array(profileTerm).max(100),
    absences: z.array(absenceTerm).max(50),
  })
  .refine(model => new Set(termIds(model)).size === termIds(model).length, {
    message: 'two terms have one id',
  })

export type ScoreModel = z.infer<typeof scoreModel>
export type EventTerm = z.infer<typeof eventTerm>
export type ProfileTerm = z.infer<typeof profileTerm>
export type AbsenceTerm = z.infer<typeof absenceTerm>

function termIds(model: { events: EventTerm[]; profile: ProfileTerm[]; absences: AbsenceTerm[] }): string[] {
  return [...model.events, ...model.profile, ...model.absences].map(term => term.id)
}
