import { parentPort, workerData } from 'node:worker_threads'
import type { LogBody, LoggedEvent } from '#kernel/ports/event-log.ts'
import { DAY, MINUTE } from '#kernel/time.ts'
import { type LiveFiring, Probe, type Strategy, Trace } from '#lib/cep/index.ts'
import { armOf } from '../act/arm.ts'
import { overlapDays } from '../backtest-api.ts'
import { conjunctsOf } from '../condition-api.ts'
import { History } from './history.ts'
import type { FromBacktest, Job, Met, MetUnit, Other, ToBacktest, TrialFound } from './messages.ts'

// The log stays here, parsed, so that an edit runs again at once.

const port = parentPort!
const tell = (message: FromBacktest) => port.postMessage(message)
/** Jobs up to this number have been called off. */
const calledOff = new Int32Array((workerData as { calledOff: SharedArrayBuffer }).calledOff)
const isOff = (job: number) => Atomics.load(calledOff, 0) >= job

let history = new History()
const mostLines = 200

port.on('message', (message: ToBacktest) => {
  if (message.kind === 'entries') {
    for (const body of JSON.parse(message.bodies) as LogBody[]) history.take(body)
    return tell({ kind: 'taken', events: history.size })
  }
  if (message.kind === 'forget') {
    history = new History()
    return
  }
  if (message.kind === 'run') run(message)
  else if (message.kind === 'overlap') runOthers(message)
  else if (message.kind === 'met') tell({ kind: 'met', job: message.job, met: meet(message) })
  else tell({ kind: 'trial', job: message.job, trial: trial(message) })
  tell({ kind: 'ended', job: message.job })
})

/** The answer first; what it is compared with after that. */
function run(job: Job): void {
  runMain(job)
  if (job.alternatives.length > 0 && !isOff(job.job)) runAlternatives(job)
}

let mainFirings: { key: string; at: number }[] = []

function runMain({ job, strategy, from, to }: Job): void {
  const probe = new Probe(partsOf(strategy), from)
  const firings: LiveFiring[] = []
  const keep = (firing: LiveFiring) => {
    if (firing.at >= from) firings.push(firing)
  }
  const [health] = history.run([strategy], keep, {
    to,
    watch: probe,
    onProgress: share => {
      tell({ kind: 'ran', job, share })
      return isOff(job)
    },
  })
  mainFirings = firings
  const unitOf = unitsFor(strategy, firings)
  const { seen, passed, completed, held, near, cooled } = probe
  const found = {
    ...{ health, seen, completed, held, near, cooled },
    passed: strategy.when.map((_, index) => passed[index] ?? 0),
    firings: firings.map(firing => ({
      key: firing.key,
      at: firing.at,
      measures: firing.measures,
      holdout: armOf(strategy, unitOf(firing).unit).arm === 'holdout',
      events: firing.events.flatMap(step => step.taken).slice(-10),
    })),
  }
  if (!isOff(job)) tell({ kind: 'found', job, found })
}

const partsOf = (strategy: Strategy) => conjunctsOf(strategy.if ?? '').map(({ text }) => text)

/** Who is split by in the experiment: as live, the account or person of the act that completed the pattern, else the key. */
function unitsFor({ experiment }: Strategy, firings: readonly LiveFiring[]) {
  const wantsPerson = experiment?.unit === 'person'
  const isKey = (firing: LiveFiring) => firing.keyKind === (wantsPerson ? 'person' : 'customer')
  const lastOf = (firing: LiveFiring) => firing.events.at(-1)?.event ?? ''
  const needed = experiment ? firings.filter(firing => wantsPerson || !isKey(firing)) : []
  const wanted = new Set(needed.map(lastOf))
  const events = wanted.size === 0 ? new Map<string, LoggedEvent>() : history.find(wanted)
  return (firing: LiveFiring): Omit<MetUnit, 'at'> => {
    const last = events.get(lastOf(firing))
    const unit = (isKey(firing) ? undefined : wantsPerson ? last?.person : last?.customer) ?? firing.key
    return { unit, accountId: last?.customer ?? (firing.keyKind === 'customer' ? firing.key : null) }
  }
}

/** Each unit once, when it would have been exposed first. */
function meet({ job, strategy, from, to }: Extract<ToBacktest, { kind: 'met' }>): Met {
  const firings: LiveFiring[] = []
  const keep = (firing: LiveFiring) => {
    if (firing.at >= from) firings.push(firing)
  }
  history.run([strategy], keep, { to, onProgress: () => isOff(job) })
  const unitOf = unitsFor(strategy, firings)
  const units = new Map<string, MetUnit>()
  for (const firing of firings.sort((a, b) => a.at - b.at)) {
    const one = unitOf(firing)
    if (!units.has(one.unit)) units.set(one.unit, { ...one, at: firing.at })
  }
  return { since: Math.max(from, Math.min(to, history.begin)), units: [...units.values()] }
}

function runAlternatives({ job, from, to, alternatives }: Job): void {
  const valid = alternatives.flatMap(one => one ?? [])
  const counts = valid.map(() => 0)
  history.run(valid, ({ strategy, at }) => void (at >= from && counts[Number(strategy)]!++), {
    to,
    onProgress: () => isOff(job),
  })
  let next = 0
  const firings = alternatives.map(one => (one === null ? null : counts[next++]!))
  if (!isOff(job)) tell({ kind: 'alternatives', job, firings })
}

interface Known {
  at: number
  events: number
  firings: { key: string; at: number }[]
}
/** Firings of published versions, for a while: they change only as events come in. */
const known = new Map<string, Known>()
const keptFor = 5 * MINUTE

function runOthers({ job, from, to, others }: Extract<ToBacktest, { kind: 'overlap' }>): void {
  const nameOf = (other: Other) => `${other.id} ${other.version} ${from}`
  const now = Date.now()
  for (const [name, one] of known) if (now - one.at > keptFor) known.delete(name)
  const fresh = others.filter(other => !known.has(nameOf(other)))
  const found = fresh.map((): Known => ({ at: now, events: history.size, firings: [] }))
  const keep = ({ strategy, key, at }: LiveFiring) => {
    if (at >= from - overlapDays * DAY) found[Number(strategy)]!.firings.push({ key, at })
  }
  if (fresh.length > 0)
    history.run(
      fresh.map(({ strategy }) => strategy),
      keep,
      { to, onProgress: () => isOff(job) },
    )
  if (isOff(job)) return
  for (const [index, other] of fresh.entries()) known.set(nameOf(other), found[index]!)
  const theirs = others.map(other => known.get(nameOf(other))!.firings)
  tell({
    kind: 'overlap',
    job,
    shared: theirs.map(sharedWith),
    own: theirs.map(firings => firings.filter(({ at }) => at >= from).length),
  })
}

/** How many of the firings just found have one of the others' near them, for the same key. */
function sharedWith(others: readonly { key: string; at: number }[]): number {
  const byKey = Map.groupBy(others, ({ key }) => key)
  return mainFirings.filter(({ key, at }) =>
    byKey.get(key)?.some(other => Math.abs(other.at - at) <= overlapDays * DAY),
  ).length
}

function trial({ strategy, key, to }: Extract<ToBacktest, { kind: 'trial' }>): TrialFound {
  const trace = new Trace(partsOf(strategy))
  const events = new Map<string, LoggedEvent>()
  let firings = 0
  history.run([strategy], () => void firings++, {
    to,
    key,
    watch: trace,
    onEvent: event => {
      events.set(event.id, event)
      trace.begin(event)
    },
  })
  const lines = trace.lines.slice(-mostLines).map(line => {
    const event = line.event === null ? undefined : events.get(line.event)
    return { ...line, type: event?.type ?? null, props: event?.props ?? {} }
  })
  return { events: events.size, firings, lines }
}
