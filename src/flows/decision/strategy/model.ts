import { AppError } from '#kernel/error.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { type Action, type Fault, parseStrategy, type Strategy, type StrategyHealth } from '#lib/cep/index.ts'
import { errors, type FaultView, type Health, type StrategyItem, type Validation } from './api.ts'

/** What an action names that must be there: kits, webhook endpoints, roles, people. */
export interface Named {
  path: string
  kind: 'kit' | 'endpoint' | 'role' | 'user'
  id: string
}

/** Everything outside of the strategy that its actions name. */
export function namedBy(strategy: Strategy): Named[] {
  const variants = strategy.experiment?.variants ?? []
  return [
    ...namedIn(strategy.then ?? [], 'then'),
    ...variants.flatMap((variant, index) => namedIn(variant.then, `experiment.variants[${index}].then`)),
  ]
}

function namedIn(actions: readonly Action[], path: string): Named[] {
  return actions.flatMap((action, index): Named[] => {
    const at = `${path}[${index}]`
    const named: Named[] = []
    if (action.do === 'suggest' && action.kit) named.push({ path: `${at}.kit`, kind: 'kit', id: action.kit })
    if (action.do === 'webhook') named.push({ path: `${at}.endpoint`, kind: 'endpoint', id: action.endpoint })
    if ('to' in action && typeof action.to === 'object') {
      if ('user' in action.to) named.push({ path: `${at}.to.user`, kind: 'user', id: action.to.user })
      else named.push({ path: `${at}.to.role`, kind: 'role', id: action.to.role })
    }
    return named
  })
}

/** What the language finds wrong with a strategy; the strategy itself if nothing. */
export function checkLanguage(definition: unknown): {
  strategy: Strategy | undefined
  validation: Validation
} {
  const parsed = parseStrategy(definition)
  const warnings = parsed.warnings.map(viewOf)
  return parsed.ok
    ? { strategy: parsed.value, validation: { ok: true, faults: [], warnings } }
    : { strategy: undefined, validation: { ok: false, faults: parsed.faults.map(viewOf), warnings } }
}

/** The strategy, if the language finds nothing wrong. @throws strategy.invalid */
export function needValid({ strategy, validation }: ReturnType<typeof checkLanguage>): Strategy {
  if (!strategy) throw invalid(validation.faults)
  return strategy
}

export function invalid(faults: readonly FaultView[]): AppError {
  const { path = '', message } = faults[0] ?? {}
  return new AppError(errors['strategy.invalid'], { path, zh: message?.['zh-CN'], en: message?.en, faults })
}

function viewOf({ path, message }: Fault): FaultView {
  return { path, message }
}

/** Runs under way on a version; null while the engine can't say. */
export function openRunsOf(
  strategies: readonly StrategyHealth[] | undefined,
  id: string,
  version: number,
): number | null {
  if (!strategies) return null
  const known = strategies.find(one => one.strategy === id)
  return known?.openOn.find(one => one.version === version)?.runs ?? 0
}

export function healthView(health: StrategyHealth): Health {
  const { strategy: _s, version: _v, retired: _r, openOn: _o, ...rest } = health
  return rest
}

/** A live strategy that says nothing for a week is worth a look: its events may not come, or its condition never hold. */
export function silentDays(
  item: Pick<StrategyItem, 'state' | 'publishedAt' | 'health'>,
  now: Instant,
): number | null {
  if (item.state !== 'live' || item.publishedAt === null) return null
  const since = Math.max(item.publishedAt, item.health?.lastFiring ?? 0)
  const days = Math.floor((now - since) / DAY)
  return days >= 7 ? days : null
}
