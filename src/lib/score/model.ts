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
  /**
   * For how many full occurrences the term can count at most, however often it repeats; without it each counts alike.
   * Up to half of that every one counts whole, then each further one less (see `levelOf`).
   */
  most: z.number().min(0.5).max(1_000).optional(),
})

/** The last step from log-odds to the probability shown: never falling, learned from what came of former scores. */
const calibration = z.discriminatedUnion('kind', [
  /** `logistic(intercept + slope × log-odds)`. */
  z.strictObject({
    kind: z.literal('platt'),
    intercept: z.number().min(-50).max(50),
    slope: z.number().positive().max(50),
  }),
  /** Straight between corners, flat outside: `at` log-odds, rising; `value` probabilities, never falling. */
  z
    .strictObject({
      kind: z.literal('isotonic'),
      at: z.array(z.number()).min(1).max(2_000),
      value: z.array(z.number().min(0).max(1)).min(1).max(2_000),
    })
    .refine(({ at, value }) => at.length === value.length && isRising(at, true) && isRising(value, false), {
      message: 'the corners of a calibration have to rise',
    }),
])

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
    /** Missing: the probability is the logistic of the log-odds. */
    calibration: calibration.optional(),
  })
  .refine(model => new Set(termIds(model)).size === termIds(model).length, {
    message: 'two terms have one id',
  })

export type ScoreModel = z.infer<typeof scoreModel>
export type EventTerm = z.infer<typeof eventTerm>
export type ProfileTerm = z.infer<typeof profileTerm>
export type AbsenceTerm = z.infer<typeof absenceTerm>

export type Calibration = z.infer<typeof calibration>

function isRising(values: readonly number[], strictly: boolean): boolean {
  return values.every(
    (value, i) => i === 0 || value > values[i - 1]! || (!strictly && value === values[i - 1]),
  )
}

function termIds(model: { events: EventTerm[]; profile: ProfileTerm[]; absences: AbsenceTerm[] }): string[] {
  return [...model.events, ...model.profile, ...model.absences].map(term => term.id)
}
