import { sql } from 'drizzle-orm'
import type { Db, Tx } from '#db/connection.ts'
import type { DecisionBody, SuggestionView } from '#decision/suggestion/api.ts'
import type { After, Basis, Labelled, Records } from '#decision/suggestion/index.ts'
import { type Id, isId, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventHistory } from '#kernel/ports/event-history.ts'
import type { LoggedEvent } from '#kernel/ports/event-log.ts'
import type { Instant } from '#kernel/time.ts'
import type { JsonObject, LiveFiring, Strategy } from '#lib/cep/index.ts'
import { isDatabaseAway } from '#platform/http/index.ts'
import { systemActor } from '#platform/org/index.ts'
import type { Fired } from '../host/core.ts'
import { type Acting, type ActionPorts, act } from './actions.ts'
import { type Arm, armOf } from './arm.ts'
import { makeSayer } from './texts.ts'

interface AccountFacts {
  id: Id
  name: string
  ownerId: Id | null
  departmentId: Id | null
  priority: SuggestionView['priority'] | null
}

export interface ExecutePorts extends Omit<ActionPorts, 'accounts'> {
  db: Db
  clock: Clock
  history: EventHistory
  records: Records
  /** A published version with the strategy's name; undefined if there is none. */
  definitionOf(workspaceId: Id, id: string, version: number): Promise<Known | undefined>
  accounts: ActionPorts['accounts'] & {
    byIds(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<AccountFacts[]>
    profiles(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Record<string, unknown>>>
  }
  contactAccount(tx: Tx, workspaceId: Id, contactId: Id): Promise<Id | null>
  /** Counts a unit of an experiment as exposed, in the firing's transaction and before anything is done. */
  expose(tx: Tx, exposure: Exposed): Promise<void>
}

export interface Exposed {
  workspaceId: Id
  strategy: Strategy
  version: number
  unit: string
  arm: string
  accountId: Id | null
  at: Instant
  profile: Record<string, unknown>
  firingId: string
  decisionId: Id
}

/** A published version; what it fires before `actsFrom` stays in the shadow: recorded, and nothing is done. */
export interface Known {
  strategy: Strategy
  name: string
  actsFrom: Instant
}

/** What a firing is about. */
interface Subject {
  account: AccountFacts | null
  contactId: Id | null
  profile: Record<string, unknown>
  completing: LoggedEvent[]
}

export type Execute = ReturnType<typeof makeExecute>

/**
 * Does a firing: one transaction that writes the firing (its identity makes a second time impossible), the actions, what
 * they tell others, and last the decision record. Then open screens are told.
 */
export function makeExecute(ports: ExecutePorts) {
  const { db, records, clock } = ports

  return async (workspaceId: Id, fired: Fired): Promise<void> => {
    const { firing } = fired
    const known = await ports.definitionOf(workspaceId, firing.strategy, firing.version)
    const subject = await subjectOf(ports, workspaceId, fired)
    const basis = subject.account ? await basisOf(ports, workspaceId, fired, subject) : undefined
    const after: After[] = []
    await db.tx(workspaceId, async tx => {
      const now = clock.now()
      const decisionId = newId(now)
      const unit = unitOf(known?.strategy, subject, firing)
      const arm: Arm = known ? armOf(known.strategy, unit) : { arm: 'then', actions: [] }
      const inShadow = known !== undefined && firing.at < known.actsFrom
      const outcome = await outcomeOf(ports, tx, workspaceId, firing, arm, inShadow)
      if (!(await insertFiring(tx, workspaceId, firing, { outcome, arm: arm.arm, unit, decisionId, now })))
        return
      if (known?.strategy.experiment && (outcome === 'acted' || outcome === 'holdout'))
        await ports.expose(tx, {
          ...{ workspaceId, strategy: known.strategy, version: firing.version, unit, arm: arm.arm },
          ...{ accountId: subject.account?.id ?? null, at: firing.at, profile: subject.profile },
          ...{ firingId: firing.id, decisionId },
        })
      const labelled = basis ? await records.label(tx, workspaceId, basis) : undefined
      const acting =
        known && actingOf(workspaceId, firing, known, subject, decisionId, arm, now, labelled, after)
      const actions = acting && outcome === 'acted' ? await doAll(ports, tx, acting, arm) : []
      const decided = {
        workspaceId,
        firing,
        known,
        subject,
        decisionId,
        arm,
        unit,
        outcome,
        now,
        labelled,
        actions,
      }
      await records.write(tx, workspaceId, bodyOf(decided), personsOf(decided))
    })
    for (const tell of after) tell()
    ports.outbox.wake()
  }
}

async function subjectOf(ports: ExecutePorts, workspaceId: Id, { firing, account }: Fired): Promise<Subject> {
  const completing = await ports.history.byIds(
    workspaceId,
    firing.events.map(step => step.event),
  )
  const last = completing.find(event => event.id === firing.events.at(-1)?.event)
  return ports.db.tx(workspaceId, async tx => {
    const contactId = firing.keyKind === 'person' ? asId(firing.key) : asId(last?.person)
    const accountId =
      firing.keyKind === 'customer'
        ? asId(firing.key)
        : (asId(last?.customer) ??
          (contactId ? await ports.contactAccount(tx, workspaceId, contactId) : null))
    const found = accountId ? (await ports.accounts.byIds(tx, workspaceId, [accountId]))[0] : undefined
    const profile =
      account?.profile ??
      (accountId
        ? (await ports.accounts.profiles(tx, workspaceId, [accountId])).get(accountId)
        : undefined) ??
      {}
    return { account: found ?? null, contactId, profile, completing }
  })
}

const asId = (text: string | undefined): Id | null => (text !== undefined && isId(text) ? text : null)

function basisOf(ports: ExecutePorts, workspaceId: Id, { firing, seq, account }: Fired, subject: Subject) {
  return ports.records.basis(workspaceId, {
    accountId: subject.account!.id,
    at: firing.at,
    seq,
    profile: subject.profile,
    pattern: { completing: new Set(firing.events.map(step => step.event)), absences: firing.absences },
    ...(account && { modelVersion: account.modelVersion, exact: account.score }),
  })
}

/** The unit of an experiment: the account or the person; whichever is missing gives way to the key. */
function unitOf(strategy: Strategy | undefined, subject: Subject, firing: LiveFiring): string {
  const wanted = strategy?.experiment?.unit === 'person' ? subject.contactId : subject.account?.id
  return wanted ?? firing.key
}

/** Nothing is decided about a person who gave no permission; nothing is done in the shadow or in the holdout. */
async function outcomeOf(
  { records }: ExecutePorts,
  tx: Tx,
  workspaceId: Id,
  firing: LiveFiring,
  { arm }: Arm,
  inShadow: boolean,
): Promise<DecisionBody['outcome']> {
  const person = firing.keyKind === 'person' ? asId(firing.key) : null
  if (person) {
    const known = await records.people(tx, workspaceId, [person])
    if (known.get(person)?.consent !== 'granted') return 'withheld'
  }
  if (inShadow) return 'shadow'
  return arm === 'holdout' ? 'holdout' : 'acted'
}

/** @returns false for a firing that was done before */
async function insertFiring(
  tx: Tx,
  workspaceId: Id,
  firing: LiveFiring,
  of: { outcome: string; arm: string; unit: string; decisionId: Id; now: Instant },
): Promise<boolean> {
  const done = await tx.execute(sql`
    insert into firing (workspace_id, id, strategy_id, version, key_kind, key, at, acted_at, outcome, arm, unit, decision_id)
    values (${workspaceId}, ${firing.id}, ${firing.strategy}, ${firing.version}, ${firing.keyKind}, ${firing.key}, ${firing.at},
      ${new Date(of.now).toISOString()}::timestamptz, ${of.outcome}, ${of.arm}, ${of.unit}, ${of.decisionId})
    on conflict do nothing`)
  return done.rowCount === 1
}

function actingOf(
  workspaceId: Id,
  firing: LiveFiring,
  { strategy, name }: { strategy: Strategy; name: string },
  { account, contactId, completing, profile }: Subject,
  decisionId: Id,
  { arm, actions }: Arm,
  now: Instant,
  labelled: Labelled | undefined,
  after: After[],
): Acting {
  const last = completing.find(event => event.id === firing.events.at(-1)?.event)
  const raised = actions.flatMap(action => (action.do === 'priority' ? [action.lead] : []))[0]
  const isPermitted = [...(labelled?.persons.values() ?? [])].some(person => person.id === contactId)
  const named = account && firing.keyKind !== 'person' ? { name: account.name } : {}
  return {
    workspaceId,
    actor: systemActor(workspaceId),
    strategy,
    name,
    version: firing.version,
    firing,
    decisionId,
    accountId: account?.id ?? null,
    contactId: firing.keyKind === 'person' || isPermitted ? contactId : null,
    responsible: { ownerId: account?.ownerId ?? null, departmentId: account?.departmentId ?? null },
    arm,
    now,
    say: makeSayer(strategy, firing, named as JsonObject),
    priority: raised ?? account?.priority ?? priorityOf(profile.priority) ?? 'C',
    estimate: labelled?.evidence.total ?? { value: 0.5, low: 0, high: 1 },
    cause: {
      ...(last?.person && { person: last.person }),
      ...(last?.opportunity && { opportunity: last.opportunity }),
      depth: Math.max(0, ...completing.map(event => event.cause?.depth ?? 0)),
    },
    after,
  }
}

function priorityOf(value: unknown): SuggestionView['priority'] | undefined {
  return value === 'S' || value === 'A' || value === 'B' || value === 'C' || value === 'D' ? value : undefined
}

/** Every action in a savepoint of its own: one that can't be done is recorded as such and doesn't undo the others. */
async function doAll(
  ports: ExecutePorts,
  tx: Tx,
  acting: Acting,
  { actions }: Arm,
): Promise<DecisionBody['actions']> {
  const all: DecisionBody['actions'] = []
  for (const [index, action] of actions.entries()) {
    try {
      const result = await tx.transaction(inner => act(ports, inner, acting, action, index))
      all.push({ do: action.do, ...result })
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      const note = `failed: ${(error as { code?: string }).code ?? (error as Error).name}`
      all.push({ do: action.do, done: false, subjects: [], toFallback: false, note })
    }
  }
  return all
}

interface Decided {
  firing: LiveFiring
  known: { strategy: Strategy; name: string } | undefined
  subject: Subject
  decisionId: Id
  arm: Arm
  unit: string
  outcome: DecisionBody['outcome']
  now: Instant
  labelled: Labelled | undefined
  actions: DecisionBody['actions']
}

/** Of a decision that was withheld nobody is named. */
function personsOf({ outcome, labelled }: Decided): Labelled['persons'] {
  return outcome === 'withheld' ? new Map() : (labelled?.persons ?? new Map())
}

function bodyOf(decided: Decided): DecisionBody {
  const { firing, known, subject, arm, unit, outcome, now, labelled, actions, decisionId } = decided
  const experiment = known?.strategy.experiment
  const isPerson = firing.keyKind === 'person'
  return {
    format: 1,
    id: decisionId,
    origin: 'strategy',
    decidedAt: now,
    outcome,
    strategy: { id: firing.strategy, name: known?.name ?? firing.strategy, version: firing.version },
    key: { kind: firing.keyKind, value: isPerson ? 'person' : firing.key },
    at: firing.at,
    firing: firing.id,
    accountId: subject.account?.id ?? null,
    steps: firing.steps,
    measures: firing.measures,
    evidence: outcome === 'withheld' || !labelled ? noEvidence(firing) : labelled.evidence,
    consent: outcome === 'withheld' ? {} : (labelled?.consent ?? {}),
    heldBack: labelled?.heldBack ?? 0,
    experiment: experiment
      ? {
          arm: arm.arm,
          unit: isPerson ? experiment.unit : unit,
          holdout: experiment.holdout,
          salt: experiment.salt,
        }
      : null,
    // A person's profile is personal: the record of a decision about a person does without.
    inputs: isPerson ? {} : { ...firing.profile },
    actions,
  }
}

/** For a decision that was withheld, or about no account that is known. */
function noEvidence(firing: LiveFiring): Basis['evidence'] {
  const half = { logOdds: 0, value: 0.5, low: 0, high: 1 }
  return {
    at: firing.at,
    target: { 'zh-CN': '', en: '' },
    modelVersion: 0,
    prior: { logOdds: 0, value: 0.5 },
    acts: [],
    absences: [],
    others: { count: 0, weight: 0 },
    profile: [],
    total: half,
    count: 0,
  }
}
