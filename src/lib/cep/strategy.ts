import type { NumberKind } from '#lib/expr/index.ts'
import { checkActions } from './actions.ts'
import { parseDuration } from './duration.ts'
import { checkExperiment } from './experiment.ts'
import { checkDuration, Faults, join } from './faults.ts'
import { checkExpr, checkName, type NamesInReach } from './names.ts'
import type { Fault, Parsed, Strategy } from './types.ts'

/** Runs open at once for one strategy and key, and events that the first step may ask for. */
export const MAX_RUNS = 64

const fields = ['key', 'within', 'measures', 'if', 'cooldown', 'then', 'experiment']
const measureKinds = ['count', 'sum', 'max', 'distinct', 'since']

/** Checks a strategy out of JSON. Every fault names its place; warnings don't hinder. */
export function parseStrategy(json: unknown): Parsed<Strategy> {
  const faults = new Faults()
  checkStrategy(json, faults)
  if (faults.faults.length > 0) return { ok: false, faults: faults.faults, warnings: faults.warnings }
  return { ok: true, value: json as Strategy, warnings: faults.warnings }
}

/** Checks one strategy or a list of them; two with one id are a fault. */
export function parseStrategies(json: unknown): Parsed<Strategy[]> {
  const results = (Array.isArray(json) ? json : [json]).map(parseStrategy)
  const warnings = results.flatMap(result => result.warnings)
  const faults = results.flatMap(result => (result.ok ? [] : result.faults))
  const strategies = results.flatMap(result => (result.ok ? [result.value] : []))
  const all = [...faults, ...doubles(strategies)]
  return all.length > 0 ? { ok: false, faults: all, warnings } : { ok: true, value: strategies, warnings }
}

function doubles(strategies: Strategy[]): Fault[] {
  const ids = strategies.map(strategy => strategy.id)
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index))
  const message = { 'zh-CN': '有两个策略用了同一个 id', en: 'Two strategies have this id' }
  return [...repeated].map(strategy => ({ strategy, path: 'id', message }))
}

/** The names a strategy binds, gathered before expressions are checked. */
interface Bound {
  /** `as` names with the index of their step. */
  as: Map<string, number>
  measures: Map<string, NumberKind>
  all: Map<string, NumberKind>
}

function checkStrategy(json: unknown, faults: Faults): void {
  const id = typeof json === 'object' && json !== null && 'id' in json ? json.id : undefined
  if (typeof id === 'string' && id !== '') faults.strategy = id
  const strategy = faults.record(json, '', ['id', 'when'], fields)
  if (strategy === undefined) return
  if (strategy.id !== undefined) faults.text(strategy.id, 'id')
  if (strategy.key !== undefined) checkKey(strategy.key, faults)
  const bound = gatherNames(strategy, faults)
  if (strategy.when !== undefined) checkSteps(strategy.when, bound, faults)
  if (strategy.measures !== undefined) checkMeasures(strategy.measures, faults)
  const after: NamesInReach = namesAfter(bound)
  if (strategy.if !== undefined)
    checkExpr(strategy.if, 'if', after, new Map([...bound.all, ['e', 'json']]), faults)
  checkTimes(strategy, faults)
  if (strategy.then !== undefined) checkActions(strategy.then, 'then', after, faults)
  if (strategy.experiment !== undefined) checkExperiment(strategy.experiment, after, faults)
}

function checkKey(key: unknown, faults: Faults): void {
  const known = key === 'customer' || key === 'person' || key === 'opportunity'
  const prop =
    typeof key === 'string' && key.startsWith('props.') && key.split('.').every(part => part !== '')
  if (known || prop) return
  faults.add(
    'key',
    '应是 customer、person、opportunity 或 props.名称',
    'This must be customer, person, opportunity or props.NAME',
  )
}

function gatherNames(strategy: Record<string, unknown>, faults: Faults): Bound {
  const bound: Bound = { as: new Map(), measures: new Map(), all: new Map([['customer', 'json']]) }
  const taken = new Set<string>()
  const steps = Array.isArray(strategy.when) ? strategy.when : []
  for (const [index, step] of steps.entries()) {
    const as = asName(step)
    if (as === undefined) continue
    checkName(as, `when[${index}].as`, taken, faults)
    taken.add(as)
    bound.as.set(as, index)
    bound.all.set(as, 'json')
  }
  for (const [name, measure] of Object.entries(recordOf(strategy.measures))) {
    checkName(name, `measures.${name}`, taken, faults)
    taken.add(name)
    const kind = 'count' in recordOf(measure) || 'distinct' in recordOf(measure) ? 'int' : 'double'
    bound.measures.set(name, kind)
    bound.all.set(name, kind)
  }
  return bound
}

function asName(step: unknown): string | undefined {
  const as = recordOf(step).as
  return typeof as === 'string' ? as : undefined
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

function namesAfter(bound: Bound): NamesInReach {
  return new Map<string, NumberKind>([
    ['customer', 'json'],
    ...bound.measures,
    ...[...bound.as.keys()].map((name): [string, NumberKind] => [name, 'json']),
  ])
}

function checkSteps(when: unknown, bound: Bound, faults: Faults): void {
  if (Array.isArray(when) && when.length === 0) {
    faults.add('when', '至少要有一个步骤', 'At least one step is needed')
  }
  let index = 0
  faults.list(when, 'when', (step, path) => checkStep(step, path, index++, bound, faults))
}

function checkStep(json: unknown, path: string, index: number, bound: Bound, faults: Faults): void {
  const isAbsence = 'absent' in recordOf(json)
  const step = isAbsence
    ? faults.record(json, path, ['absent', 'for'], ['where'])
    : faults.record(json, path, ['event'], ['as', 'where', 'times'])
  if (step === undefined) return
  const types = isAbsence ? step.absent : step.event
  if (types !== undefined) checkTypes(types, join(path, isAbsence ? 'absent' : 'event'), faults)
  if (step.where !== undefined) checkWhere(step.where, join(path, 'where'), index, bound, faults)
  if (isAbsence) {
    checkAbsence(step, path, index, faults)
    return
  }
  if (step.as !== undefined && typeof step.as !== 'string') faults.text(step.as, join(path, 'as'))
  if (step.times !== undefined) checkCount(step.times, join(path, 'times'), index, faults)
}

function checkTypes(types: unknown, path: string, faults: Faults): void {
  if (!Array.isArray(types)) {
    faults.text(types, path)
    return
  }
  if (types.length === 0) faults.add(path, '至少要有一种事件', 'At least one event type is needed')
  faults.list(types, path, (type, at) => void faults.text(type, at))
}

function checkWhere(where: unknown, path: string, index: number, bound: Bound, faults: Faults): void {
  const earlier = [...bound.as]
    .filter(([, step]) => step < index)
    .map(([name]): [string, NumberKind] => [name, 'json'])
  const names = new Map<string, NumberKind>([['e', 'json'], ['customer', 'json'], ...earlier])
  checkExpr(where, path, names, bound.all, faults)
}

function checkAbsence(step: Record<string, unknown>, path: string, index: number, faults: Faults): void {
  if (index === 0) faults.add(path, '第一步不能是“没有发生”', "An absence can't be the first step")
  if (step.for !== undefined) checkDuration(step.for, join(path, 'for'), faults)
}

function checkCount(times: unknown, path: string, index: number, faults: Faults): void {
  if (typeof times !== 'number' || !Number.isSafeInteger(times) || times < 1) {
    faults.add(path, '应是不小于 1 的整数', 'This must be a whole number of at least 1')
  } else if (index === 0 && times > MAX_RUNS) {
    faults.add(
      path,
      '第一步最多 64 次；更多请用 count 度量',
      'The first step takes at most 64; beyond that use a count measure',
    )
  }
}

/** `within` and `cooldown`; what the absences ask for has to fit into `within`. */
function checkTimes(strategy: Record<string, unknown>, faults: Faults): void {
  if (strategy.cooldown !== undefined) checkDuration(strategy.cooldown, 'cooldown', faults)
  if (strategy.within === undefined) return
  const within = checkDuration(strategy.within, 'within', faults)
  const steps = Array.isArray(strategy.when) ? strategy.when : []
  const waits = steps.map(step => recordOf(step).for).filter(wait => typeof wait === 'string')
  const sum = waits.reduce((total, wait) => total + (parseDuration(wait) ?? 0), 0)
  if (within !== undefined && sum > within) {
    faults.add('within', '各步的 for 加起来超过了 within', 'The sum of the for durations exceeds within')
  }
}

function checkMeasures(measures: unknown, faults: Faults): void {
  if (typeof measures !== 'object' || measures === null || Array.isArray(measures)) {
    faults.add('measures', '应是一个对象', 'This must be an object')
    return
  }
  for (const [name, measure] of Object.entries(measures)) checkMeasure(measure, `measures.${name}`, faults)
}

function checkMeasure(json: unknown, path: string, faults: Faults): void {
  const kinds = measureKinds.filter(kind => Object.hasOwn(recordOf(json), kind))
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    const list = measureKinds.join(', ')
    faults.add(path, `应写明且只写一个：${list}`, `This must have exactly one of ${list}`)
    return
  }
  const hasOf = kind === 'sum' || kind === 'max' || kind === 'distinct'
  const measure = faults.record(json, path, hasOf ? [kind, 'of'] : [kind], ['where', 'window'])
  if (measure === undefined) return
  faults.text(measure[kind], join(path, kind))
  if (hasOf && measure.of !== undefined) checkOf(measure.of, join(path, 'of'), faults)
  if (measure.window !== undefined) checkDuration(measure.window, join(path, 'window'), faults)
  const names = new Map<string, NumberKind>([
    ['e', 'json'],
    ['customer', 'json'],
  ])
  if (measure.where !== undefined) checkExpr(measure.where, join(path, 'where'), names, names, faults)
}

function checkOf(of: unknown, path: string, faults: Faults): void {
  const known = of === 'customer' || of === 'person' || of === 'opportunity'
  const prop = typeof of === 'string' && of.startsWith('props.') && of.split('.').every(part => part !== '')
  if (known || prop) return
  faults.add(
    path,
    '应是 customer、person、opportunity 或 props 下的路径，例如 props.seconds',
    'This must be customer, person, opportunity or a path below props, like props.seconds',
  )
}
