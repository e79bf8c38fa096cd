/** What decides which clauses a contract needs; all of it stands in the quote's snapshot or was answered by the author. */
export interface ContractFacts {
  services: boolean
  subscriptions: boolean
  retention: boolean
  foreignCurrency: boolean
  /** Answered by the author: personal data is processed under this contract. */
  personalData: boolean
  /** Answered by the author: both sides develop or share data together. */
  coCreation: boolean
  /** With tax, minor units of the currency of our books; null: can’t be known. */
  amount: number | null
}

export const clauseConditions = [
  'always',
  'services',
  'subscriptions',
  'retention',
  'foreign-currency',
  'personal-data',
  'co-creation',
] as const
export type ClauseCondition = (typeof clauseConditions)[number]

/** A clause of the library as far as assembling looks at it. */
export interface ClauseRule {
  id: string
  /** Where it stands in a contract, ascending. */
  position: number
  condition: ClauseCondition
  /** Only from this amount with tax (minor units of the currency of our books); null: whatever the amount. */
  aboveAmount: number | null
  /** Whether it may not be left out where its condition holds. */
  mandatory: boolean
}

const holds: Record<ClauseCondition, (facts: Omit<ContractFacts, 'amount'>) => boolean> = {
  always: () => true,
  services: facts => facts.services,
  subscriptions: facts => facts.subscriptions,
  retention: facts => facts.retention,
  'foreign-currency': facts => facts.foreignCurrency,
  'personal-data': facts => facts.personalData,
  'co-creation': facts => facts.coCreation,
}

/** Whether a clause belongs into a contract with these facts. An amount that nobody knows counts as large enough. */
export const applies = (rule: ClauseRule, { amount, ...facts }: ContractFacts): boolean =>
  holds[rule.condition](facts) && (rule.aboveAmount === null || amount === null || amount >= rule.aboveAmount)

/**
 * The clauses of a new contract: those of the template whose condition holds, in the template's order, and every mandatory one that the
 * template doesn't name, before the first that stands behind it in the library.
 */
export function assemble<R extends ClauseRule>(
  library: readonly R[],
  template: readonly string[],
  facts: ContractFacts,
): R[] {
  const fitting = library.filter(rule => applies(rule, facts))
  const chosen = template.flatMap(id => fitting.find(rule => rule.id === id) ?? [])
  const missing = fitting.filter(rule => rule.mandatory && !template.includes(rule.id))
  for (const rule of missing.sort((a, b) => a.position - b.position)) {
    const before = chosen.findIndex(({ position }) => position > rule.position)
    chosen.splice(before < 0 ? chosen.length : before, 0, rule)
  }
  return chosen
}

/** Mandatory clauses of the library that a contract lacks. */
export const missingClauses = <R extends ClauseRule>(
  library: readonly R[],
  present: ReadonlySet<string>,
  facts: ContractFacts,
): R[] => library.filter(rule => rule.mandatory && applies(rule, facts) && !present.has(rule.id))
