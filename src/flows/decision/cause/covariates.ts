import { DAY, type Instant } from '#kernel/time.ts'
import { type AccountHistory, type ProfileField, profileAt, profileFields } from './history.ts'

/** An account at the instant from which on it counts as treated or not: only what lies before `at` is known of it. */
export interface Row {
  history: AccountHistory
  at: Instant
  treated: boolean
}

export interface Covariate {
  /** `acts30`, `type:document.read`, `tier=三级甲等` …: the page puts words to it. */
  name: string
  values: Float64Array
}

const mostTypes = 8
const mostKinds = 6
/** A kind of profile that fewer rows have says too little by itself. */
const rarest = 0.05

/**
 * What was known of each row before its time, the most telling first; at most as many as the smaller group can carry
 * (one for five rows). Which ones is settled without looking at the outcome after the treatment.
 */
export function covariatesOf(rows: readonly Row[], treatmentType: string): Covariate[] {
  const smaller = Math.min(rows.filter(row => row.treated).length, rows.filter(row => !row.treated).length)
  const all = [...behaviour(rows), ...profileKinds(rows), ...typeCounts(rows, treatmentType)]
  return all.slice(0, Math.max(3, Math.floor(smaller / 5)))
}

function column(name: string, rows: readonly Row[], value: (row: Row) => number): Covariate {
  return { name, values: Float64Array.from(rows, value) }
}

function behaviour(rows: readonly Row[]): Covariate[] {
  return [
    column('acts30', rows, row => Math.log1p(before(row, 30).length)),
    column('priorOutcome', rows, row =>
      Math.log1p(before(row).filter(act => act.outcome !== undefined).length),
    ),
    column('daysSinceLast', rows, row => Math.log1p((row.at - (before(row).at(-1)?.at ?? row.at)) / DAY)),
    column('people90', rows, row =>
      Math.log1p(new Set(before(row, 90).flatMap(act => act.person ?? [])).size),
    ),
    column('week', rows, row => row.at / (7 * DAY)),
    column('acts90', rows, row => Math.log1p(before(row, 90).length)),
    column('acts7', rows, row => Math.log1p(before(row, 7).length)),
    column('daysKnown', rows, row => Math.log1p((row.at - (row.history.acts[0]?.at ?? row.at)) / DAY)),
  ]
}

/** Acts before the row's time, of the last so many days where given. */
function before({ history, at }: Row, days = Infinity): AccountHistory['acts'] {
  return history.acts.filter(act => act.at < at && act.at >= at - days * DAY)
}

/** One column of 0 and 1 per kind of profile that is not rare, but for the most frequent. */
function profileKinds(rows: readonly Row[]): Covariate[] {
  return profileFields.flatMap(field => {
    const kinds = rows.map(row => kindOf(row, field))
    return frequent(kinds, rarest * rows.length)
      .slice(1, mostKinds)
      .map(kind => ({
        name: `${field}=${kind}`,
        values: Float64Array.from(kinds, own => (own === kind ? 1 : 0)),
      }))
  })
}

/** Empty for what was not known then. */
function kindOf({ history, at }: Row, field: ProfileField): string {
  return profileAt(history, at)?.[field] ?? ''
}

/** The types of act that most accounts had in the 90 days before. */
function typeCounts(rows: readonly Row[], treatmentType: string): Covariate[] {
  const types = rows.flatMap(row => [
    ...new Set(
      before(row, 90)
        .filter(act => act.outcome === undefined && act.type !== treatmentType)
        .map(act => act.type),
    ),
  ])
  return frequent(types, rarest * rows.length)
    .slice(0, mostTypes)
    .map(type =>
      column(`type:${type}`, rows, row =>
        Math.log1p(before(row, 90).filter(act => act.type === type).length),
      ),
    )
}

/** Values that come at least so often, the most frequent first. */
function frequent(values: readonly string[], least: number): string[] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count >= Math.max(1, least))
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([value]) => value)
}
