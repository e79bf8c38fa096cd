/** `requires`: not without the other; `excludes`: not together; `goes-with`: worth offering too. */
export type OptionRuleKind = 'requires' | 'excludes' | 'goes-with'

export interface OptionRule {
  kind: OptionRuleKind
  productId: string
  otherId: string
}

/** Rules that the chosen products break, and what would go with them. Of two that exclude each other one finding tells. */
export function checkOptions(
  chosen: Iterable<string>,
  rules: readonly OptionRule[],
): { broken: OptionRule[]; offers: OptionRule[] } {
  const there = new Set(chosen)
  const active = rules.filter(rule => there.has(rule.productId))
  const seen = new Set<string>()
  const broken = active.filter(({ kind, productId, otherId }) => {
    if (kind === 'requires') return !there.has(otherId)
    if (kind !== 'excludes' || !there.has(otherId)) return false
    const pair = [productId, otherId].sort().join()
    return !seen.has(pair) && seen.add(pair)
  })
  // An exclusion holds both ways, whichever product it was written down for.
  return { broken, offers: active.filter(({ kind, otherId }) => kind === 'goes-with' && !there.has(otherId)) }
}
