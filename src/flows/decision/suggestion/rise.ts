import type { Db, Tx } from '#db/connection.ts'
import type { Evidence, ScoreRose } from '#decision/intent/api.ts'
import { noPattern, rise } from '#decision/intent/index.ts'
import type { LocalText } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { DAY } from '#kernel/time.ts'
import type { Live } from '#platform/live/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import { readSetting } from '#platform/setting/index.ts'
import { type DecisionBody, liveTypes, type SuggestionView } from './api.ts'
import type { Records } from './records.ts'
import type { Suggestions } from './service.ts'
import { isAttended } from './store.ts'

export interface RisePorts {
  db: Db
  clock: Clock
  outbox: Outbox
  live: Pick<Live, 'push'>
  records: Records
  suggestions: Pick<Suggestions, 'make'>
  accounts: {
    byIds(
      tx: Tx,
      workspaceId: Id,
      ids: readonly Id[],
    ): Promise<{ id: Id; name: string; ownerId: Id | null; priority: SuggestionView['priority'] | null }[]>
    profiles(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Record<string, unknown>>>
  }
}

const openFor = 2 * DAY

interface SuggestionMade {
  id: Id
  accountId: Id
  ownerId: Id
}

/**
 * Hears `score.rose` and suggests to the account's owner to get in touch, exactly once: it writes with the hearer's
 * transaction. Open screens are told by a second event, which is delivered after the commit of the first.
 */
export function suggestOnRise(ports: RisePorts): void {
  const { outbox, live } = ports
  outbox.hear<ScoreRose>('score.rose', async (tx, { workspaceId, payload }) => {
    const made = await onRise(ports, tx, workspaceId, payload)
    if (!made) return
    await outbox.publish(tx, { workspaceId, type: 'suggestion.made', payload: made })
    outbox.wake()
  })
  outbox.hear<SuggestionMade>('suggestion.made', async (_tx, { workspaceId, payload }) => {
    const { id, accountId, ownerId } = payload
    live.push({ workspaceId, type: liveTypes.created, data: { id, accountId }, to: [ownerId] })
  })
}

async function onRise(ports: RisePorts, tx: Tx, workspaceId: Id, rose: ScoreRose) {
  const { records, suggestions, accounts, clock } = ports
  const { quietDays } = await readSetting(tx, workspaceId, rise)
  const now = clock.now()
  const [account] = await accounts.byIds(tx, workspaceId, [rose.accountId])
  if (!account?.ownerId || (await isAttended(tx, workspaceId, account.id, now - quietDays * DAY)))
    return undefined
  const profile = (await accounts.profiles(tx, workspaceId, [account.id])).get(account.id) ?? {}
  const { at, seq } = rose
  const basis = await records.basis(workspaceId, {
    accountId: account.id,
    at,
    seq,
    profile,
    pattern: noPattern,
  })
  const labelled = await records.label(tx, workspaceId, basis)
  const { total } = labelled.evidence
  const decisionId = newId(now)
  const { id } = await suggestions.make(
    tx,
    {
      workspaceId,
      decisionId,
      accountId: account.id,
      contactId: null,
      ownerId: account.ownerId,
      toFallback: false,
      origin: 'score',
      strategy: null,
      arm: null,
      dedupe: `score ${account.id}`,
      priority: account.priority ?? 'B',
      title: titleOf(account.name, rose.because),
      reason: reasonOf(rose, labelled.evidence),
      kitId: null,
      amount: null,
      estimate: total,
      expiresAt: now + openFor,
    },
    now,
  )
  if (!id) return undefined
  const body: DecisionBody = {
    format: 1,
    id: decisionId,
    origin: 'score',
    decidedAt: now,
    outcome: 'acted',
    strategy: null,
    key: { kind: 'customer', value: account.id },
    at: rose.at,
    firing: null,
    accountId: account.id,
    steps: {},
    measures: { from: rose.from, to: rose.to },
    evidence: labelled.evidence,
    consent: labelled.consent,
    heldBack: labelled.heldBack,
    experiment: null,
    inputs: profile,
    actions: [{ do: 'suggest', done: true, subjects: [id], toFallback: false, note: rose.because }],
  }
  await records.write(tx, workspaceId, body, labelled.persons)
  return { id, accountId: account.id, ownerId: account.ownerId }
}

function titleOf(name: string, because: ScoreRose['because']): LocalText {
  return because === 'threshold'
    ? { 'zh-CN': `联系${name}：意向过线了`, en: `Get in touch with ${name}: intent has crossed the line` }
    : { 'zh-CN': `联系${name}：意向升得很快`, en: `Get in touch with ${name}: intent is rising fast` }
}

/** What moved it most, in one sentence; the numbers before and after. */
function reasonOf(rose: ScoreRose, { acts }: Evidence): LocalText {
  const heaviest = acts
    .filter(act => act.weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 2)
  const percent = (value: number) => `${Math.round(value * 100)} %`
  const [from, to] = [percent(rose.from), percent(rose.to)]
  const zh = heaviest.map(act => act.title['zh-CN']).join(',')
  const en = heaviest.map(act => act.title.en.toLowerCase()).join(', ')
  return {
    'zh-CN': `一天内从 ${from} 升到 ${to}${zh && `，主要因为${zh}`}。`,
    en: `From ${from} to ${to} within a day${en && `, mostly because they ${en}`}.`,
  }
}
