import { barred, Chart, type Organisation } from './organisation.ts'
import type {
  Approver,
  Deal,
  Delegation,
  Limits,
  MandateRow,
  Measure,
  MeasureVerdict,
  Person,
  Scope,
  Step,
  Verdict,
} from './types.ts'

/** A price rounded to whole units must not need an approval: so much of a discount is rounding. */
export const roundingTolerance = 0.0005

const discounts: ReadonlySet<Measure> = new Set(['worstLineDiscount', 'blendedDiscount', 'effectiveDiscount'])

/** Whether a value lies within a limit: margin at least, everything else at most. What can’t be known needs “without limit”. */
export function within(measure: Measure, value: number | null, limit: number | null | undefined): boolean {
  if (limit === undefined) return false
  if (limit === null) return true
  if (value === null) return false
  if (measure === 'margin') return value >= limit
  return value <= limit + (discounts.has(measure) ? roundingTolerance : 0)
}

/** Whether a value asks for any mandate at all: no discount, no days to wait, nothing to pay need nobody's leave. */
function needsMandate(measure: Measure, value: number | null): boolean {
  if (value === null || measure === 'margin') return true
  return value > (discounts.has(measure) ? roundingTolerance : 0)
}

/** The tighter of two limits; undefined: not allowed, the tightest; null: none, the loosest. */
export function tighter(
  measure: Measure,
  a: number | null | undefined,
  b: number | null | undefined,
): number | null | undefined {
  if (a === undefined || b === undefined) return undefined
  if (a === null || b === null) return a ?? b
  return measure === 'margin' ? Math.max(a, b) : Math.min(a, b)
}

export interface Rules extends Organisation {
  rows: readonly MandateRow[]
  delegations: readonly Delegation[]
  /** YYYY-MM-DD: what isn’t valid on this day doesn’t count. */
  today: string
}

interface Best {
  limit: number | null | undefined
  rowId: string | null
}

/** One thing that is asked of a deal: for the deepest line one question per family, for all else one about the whole. */
interface Question {
  measure: Measure
  family: string | null
  value: number | null
  lineId: string | null
}

/**
 * Answers “may this person decide this deal alone, and if not, who may?” by a matrix, delegations and an organisation.
 *
 * A measure is covered if, for every product family in the deal, some row that the person holds has the deal in its scope and a limit
 * that its value keeps. Measures are covered one by one, by whichever row. What no row allows isn’t allowed.
 * A delegation lends the delegator’s own rows, in its scope and under its caps: never more than they hold, and never what was lent to
 * them. It is for approving others’ deals; nobody clears a deal of their own with it.
 */
export class Judge {
  /** Rows that hold today, by the person or role that they name. */
  readonly #rows: ReadonlyMap<string, readonly MandateRow[]>
  readonly #delegations: readonly Delegation[]
  readonly #chart: Chart

  constructor({ rows, delegations, today, ...organisation }: Rules) {
    this.#chart = new Chart(organisation)
    const valid = rows.filter(({ from, to }) => (from ?? today) <= today && today <= (to ?? today))
    this.#rows = Map.groupBy(valid, ({ holder }) => holder.id)
    this.#delegations = delegations.filter(
      ({ from, to, fromId, toId }) =>
        from <= today && today <= to && this.#active(fromId) && this.#active(toId),
    )
  }

  /** The verdict on a deal that a person would let out alone. */
  judge(deal: Deal, personId: string | null): Verdict {
    const groups = Map.groupBy(questionsOf(deal), ({ measure }) => measure)
    const measures = [...groups.values()].map(questions => this.#measured(deal, personId, questions))
    const outside = measures.filter(({ inside }) => !inside).map(({ measure }) => measure)
    return { inside: outside.length === 0, measures, ...this.#route(deal, outside) }
  }

  /** Whether somebody may approve what is asked, by their own rows or standing in for somebody. */
  mayApprove(deal: Deal, measures: readonly Measure[], personId: string): Approver | undefined {
    return this.#approvers(deal, measures).find(({ id }) => id === personId)
  }

  /** Everybody who may approve what is asked, however far up. */
  approvers(deal: Deal, measures: readonly Measure[]): Approver[] {
    return this.#approvers(deal, measures)
  }

  #active(id: string): boolean {
    return this.#chart.people.get(id)?.active ?? false
  }

  #measured(deal: Deal, personId: string | null, questions: readonly Question[]): MeasureVerdict {
    const answers = questions.map(question => {
      const best = personId === null ? none : this.#best(deal, personId, question)
      return { ...question, ...best, inside: satisfied(question, best.limit) }
    })
    const { measure, value, limit, inside, rowId, lineId } = answers.toSorted(worstFirst)[0]!
    const figures = !inside && value !== null && limit !== undefined && limit !== null
    const by = figures ? (measure === 'margin' ? limit - value : value - limit) : null
    return { measure, value, inside, limit, rowId, lineId, by: by && Number(by.toFixed(6)) }
  }

  /** The loosest limit among a person's own rows that hold for a deal; for the whole deal, the tightest over its families. */
  #best(deal: Deal, personId: string, { measure, family }: Question): Best {
    const families = measure === 'worstLineDiscount' ? [family] : deal.families.map(each => each.family)
    let result: Best | undefined
    for (const each of new Set(families)) {
      const found = this.#loosest(deal, personId, measure, each)
      if (!result || isTighter(measure, found.limit, result.limit)) result = found
    }
    return result ?? none
  }

  #loosest(deal: Deal, personId: string, measure: Measure, family: string | null): Best {
    let result: Best = none
    for (const row of this.#heldBy(personId, deal)) {
      const limit = row.limits[measure]
      if (limit === undefined || !this.#inScope(row.scope, deal, family)) continue
      if (result.limit === undefined || isTighter(measure, result.limit, limit))
        result = { limit, rowId: row.id }
    }
    return result
  }

  /** A person's own rows for a deal, by name and by role. */
  #heldBy(personId: string, deal: Deal): MandateRow[] {
    const person = this.#chart.people.get(personId)
    if (!person?.active) return []
    const named = (this.#rows.get(personId) ?? []).filter(({ holder }) => holder.kind === 'person')
    const inLine = this.#isInLine(person, deal)
    const byRole = (this.#rows.get(person.roleId) ?? []).filter(
      ({ holder }) => holder.kind === 'role' && (holder.reach === 'workspace' || inLine),
    )
    return [...named, ...byRole]
  }

  #isInLine({ departmentId }: Person, deal: Deal): boolean {
    if (deal.departmentId === null) return true
    return departmentId !== null && this.#chart.line(deal.departmentId).includes(departmentId)
  }

  #inScope(scope: Scope, deal: Deal, family: string | null): boolean {
    return (
      (scope.departmentId === null || this.#chart.line(deal.departmentId).includes(scope.departmentId)) &&
      (scope.regionId === null || scope.regionId === deal.regionId) &&
      (scope.tier === null || scope.tier === deal.tier) &&
      (scope.family === null || scope.family === family)
    )
  }

  #route(deal: Deal, outside: readonly Measure[]): Pick<Verdict, 'steps' | 'blocked'> {
    if (outside.length === 0) return { steps: [], blocked: [] }
    const together = this.#nearest(deal, outside)
    if (together.length > 0) return { steps: [{ measures: [...outside], people: together }], blocked: [] }
    const steps = new Map<string, Step>()
    const blocked: Measure[] = []
    for (const measure of outside) {
      const people = this.#nearest(deal, [measure])
      const key = people.map(({ id, forId }) => `${id} ${forId}`).join()
      if (people.length === 0) blocked.push(measure)
      else steps.set(key, { people, measures: [...(steps.get(key)?.measures ?? []), measure] })
    }
    return { steps: [...steps.values()], blocked }
  }

  /** Those who may approve and sit the fewest levels above the deal's department; who stands in counts from whom they stand in for. */
  #nearest(deal: Deal, measures: readonly Measure[]): Approver[] {
    const all = this.#approvers(deal, measures)
    const levels = all.map(({ id, forId }) => this.#chart.distance(deal.departmentId, forId ?? id))
    const least = Math.min(...levels)
    return all.filter((_, i) => levels[i] === least)
  }

  #approvers(deal: Deal, measures: readonly Measure[]): Approver[] {
    const not = barred(this.#chart, this.#delegations, deal)
    const asked = questionsOf(deal).filter(({ measure }) => measures.includes(measure))
    const covering = [...this.#chart.people.keys()].filter(
      id => !not.has(id) && this.#covers(deal, id, asked, {}),
    )
    // Whoever stands in for somebody who is barred is barred too.
    const lent = this.#delegations.filter(each => !not.has(each.toId) && this.#lends(each, deal, asked))
    const away = new Set(lent.map(({ fromId }) => fromId))
    return [
      ...covering.map(id => ({ id, forId: null, delegationId: null, away: away.has(id) })),
      // Who may approve by themselves needs nobody's mandate.
      ...lent
        .filter(({ toId }) => !covering.includes(toId))
        .map(({ id, fromId, toId }) => ({ id: toId, forId: fromId, delegationId: id, away: false })),
    ]
  }

  #covers(deal: Deal, personId: string, asked: readonly Question[], caps: Limits): boolean {
    return asked.every(question => {
      const { limit } = this.#best(deal, personId, question)
      const { measure } = question
      return satisfied(question, measure in caps ? tighter(measure, limit, caps[measure]) : limit)
    })
  }

  #lends({ fromId, scope, caps }: Delegation, deal: Deal, asked: readonly Question[]): boolean {
    return (
      deal.families.every(({ family }) => this.#inScope(scope, deal, family)) &&
      this.#covers(deal, fromId, asked, caps)
    )
  }
}

const none: Best = { limit: undefined, rowId: null }

const satisfied = ({ measure, value }: Question, limit: number | null | undefined) =>
  !needsMandate(measure, value) || within(measure, value, limit)

function isTighter(measure: Measure, a: number | null | undefined, b: number | null | undefined): boolean {
  return a !== b && tighter(measure, a, b) === a
}

/** What is outside first; of several, what can't be known, then the deepest discount. */
function worstFirst(a: Question & { inside: boolean }, b: Question & { inside: boolean }): number {
  if (a.inside !== b.inside) return a.inside ? 1 : -1
  return (b.value ?? Number.MAX_VALUE) - (a.value ?? Number.MAX_VALUE)
}

function questionsOf({ families, values }: Deal): Question[] {
  const whole = (Object.keys(values) as (keyof Deal['values'])[]).flatMap(measure => {
    const value = values[measure]
    return value === undefined ? [] : [{ measure, family: null, value, lineId: null }]
  })
  // A contract is asked about its clauses and the seal alone: its lines were judged as a quote.
  const priced = 'amount' in values
  const lines = priced
    ? families.map(({ family, discount, lineId }) => ({
        measure: 'worstLineDiscount' as const,
        ...{ family, lineId, value: discount },
      }))
    : []
  return [...lines, ...whole]
}
