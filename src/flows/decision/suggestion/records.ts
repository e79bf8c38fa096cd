import type { Db, Tx } from '#db/connection.ts'
import type { Evidence } from '#decision/intent/api.ts'
import type { Intent, Pattern } from '#decision/intent/index.ts'
import { evidenceOf } from '#decision/intent/index.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Instant } from '#kernel/time.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type DecisionBody, type DecisionView, errors, type SuggestionView } from './api.ts'
import { chainHash, chainStart, type Labelled, labelPersons, nameLabels, type Person } from './model.ts'
import * as store from './record-store.ts'

export interface RecordPorts {
  db: Db
  intent: Pick<Intent, 'decompose'>
  accounts: {
    need(tx: Tx, actor: Actor, id: Id): Promise<unknown>
    byIds(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<{ id: Id; name: string }[]>
  }
  /** Name and title of contacts. */
  persons(
    tx: Tx,
    workspaceId: Id,
    ids: readonly Id[],
  ): Promise<Map<Id, { name: string; title: string | null }>>
  /** What each person said to "sales decisions": `granted` is the only permission. */
  consent(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, string>>
}

export type Records = ReturnType<typeof makeRecords>

/** Acts that a decision shows: five, as a person takes in at a glance. */
export const shownActs = 5

/** What a decision rests on, before persons are taken out. */
export interface Basis {
  evidence: Evidence
  personIds: Id[]
}

/** Where to look for it: up to a place in the log, at an instant, with the profile and model of then. */
export interface BasisOf {
  accountId: Id
  at: Instant
  seq: number
  profile: Record<string, unknown>
  modelVersion?: number
  pattern: Pattern
  exact?: { logOdds: number; low: number; high: number }
}

/** Decision records: made from the facts of their time, chained, written once. */
export function makeRecords({ db, intent, accounts, persons, consent }: RecordPorts) {
  const people = async (tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Person>> => {
    if (ids.length === 0) return new Map()
    const names = await persons(tx, workspaceId, ids)
    const choices = await consent(tx, workspaceId, ids)
    return new Map(
      ids.map(id => {
        const { name = null, title = null } = names.get(id) ?? {}
        return [id, { id, name, title, consent: choices.get(id) ?? 'unknown' }]
      }),
    )
  }

  return {
    people,

    /** The acts and the sum behind a decision about an account. The log never changes: it may run before the transaction. */
    basis: async (workspaceId: Id, of: BasisOf): Promise<Basis> => {
      const found = await intent.decompose(workspaceId, of.accountId, of)
      const { events, explanation, compiled, total } = found
      const evidence = evidenceOf(events, explanation, compiled, of.pattern, shownActs, total, of.exact)
      return { evidence, personIds: personsOf(evidence) }
    },

    /** Looks up who is behind the acts and takes out whoever gave no permission. */
    label: async (tx: Tx, workspaceId: Id, basis: Basis): Promise<Labelled> =>
      labelPersons(basis.evidence, await people(tx, workspaceId, basis.personIds)),

    /** Names the persons of live evidence, or withholds them. */
    name: async (tx: Tx, workspaceId: Id, evidence: Evidence): Promise<Evidence> => {
      const known = await people(tx, workspaceId, personsOf(evidence))
      const acts = evidence.acts.map(act => {
        const person = act.person?.id ? known.get(act.person.id) : undefined
        if (!person) return act
        return person.consent === 'granted'
          ? { ...act, person: { id: person.id, name: person.name, title: person.title, withheld: false } }
          : { ...act, person: { id: null, name: null, title: null, withheld: true } }
      })
      return { ...evidence, acts }
    },

    /** Writes a record. Call it last in the transaction: it holds the workspace's chain until the commit. */
    write: async (
      tx: Tx,
      workspaceId: Id,
      body: DecisionBody,
      of: ReadonlyMap<string, Person>,
    ): Promise<void> => {
      await store.appendDecision(
        tx,
        {
          workspaceId,
          id: body.id,
          accountId: body.accountId,
          strategyId: body.strategy?.id ?? null,
          version: body.strategy?.version ?? null,
          origin: body.origin,
          decidedAt: new Date(body.decidedAt),
          body: JSON.stringify(body),
        },
        of,
      )
    },

    /** A record for the suggestion that came of it: body, and evidence with names put back. */
    open: async (tx: Tx, workspaceId: Id, id: Id) => {
      const row = await store.selectDecision(tx, workspaceId, id)
      if (!row) throw new AppError(errors['decision.missing'])
      const body = JSON.parse(row.body) as DecisionBody
      const named = await store.selectPersons(tx, workspaceId, id)
      return { body, named, evidence: nameLabels(body, named) }
    },

    /** A record as an auditor reads it. Reading it is audited: it names persons. */
    read: (
      actor: Actor,
      id: Id,
      suggestionsOf: (tx: Tx, decisionId: Id) => Promise<SuggestionView[]>,
    ): Promise<DecisionView> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const row = await store.selectDecision(tx, workspaceId, id)
        if (!row) throw new AppError(errors['decision.missing'])
        if (row.accountId && !actor.permissions.has('audit.read'))
          await accounts.need(tx, actor, row.accountId)
        const before = row.position > 1 ? await store.selectAt(tx, workspaceId, row.position - 1) : undefined
        const named = await store.selectPersons(tx, workspaceId, id)
        const [account] = row.accountId ? await accounts.byIds(tx, workspaceId, [row.accountId]) : []
        await audit(tx, actor, { act: 'decision.read', subject: { kind: 'decision', id } })
        return {
          body: JSON.parse(row.body) as DecisionBody,
          persons: Object.fromEntries([...named].map(([label, who]) => [label, { ...who, withheld: false }])),
          accountName: account?.name ?? null,
          position: row.position,
          hash: row.hash,
          previousHash: row.previousHash,
          intact:
            chainHash(row.previousHash, row.body) === row.hash &&
            row.previousHash === (before?.hash ?? chainStart),
          suggestions: await suggestionsOf(tx, id),
        }
      }),

    erasePerson: store.erasePerson,
  }
}

function personsOf(evidence: Evidence): Id[] {
  return [...new Set(evidence.acts.flatMap(act => (act.person?.id ? [act.person.id] : [])))]
}
