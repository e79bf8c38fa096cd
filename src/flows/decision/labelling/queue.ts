import type { Tx } from '#db/connection.ts'
import type { Act } from '#decision/intent/api.ts'
import { AppError, type LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import { readSetting } from '#platform/setting/index.ts'
import {
  errors,
  type LabelCard,
  type LabelInput,
  lapseDays,
  type PlainAct,
  type Queue,
  type Revealed,
  undoHours,
  type Verdict,
} from './api.ts'
import { panel } from './draw.ts'
import { isReasonFor } from './model.ts'
import type { LabellingPorts } from './ports.ts'
import * as store from './store.ts'

/** Cards at a time: reading one and fetching the next must not wait for each other. */
const cardsAtOnce = 8

/** What people who are asked to judge see and do. Nothing of the model's opinion goes out before they have judged. */
export function makeQueue({ db, clock, decisions, accounts, model }: LabellingPorts) {
  const cardOf = async (tx: Tx, workspaceId: Id, task: store.TaskRow): Promise<LabelCard> => {
    const { evidence } = await decisions.open(tx, workspaceId, task.decisionId)
    const [account] = task.accountId ? await accounts.byIds(tx, workspaceId, [task.accountId]) : []
    const profile = task.accountId
      ? (await accounts.profiles(tx, workspaceId, [task.accountId])).get(task.accountId)
      : undefined
    return {
      taskId: task.id,
      act: plain(evidence.acts.find(act => act.eventId === task.eventId)!),
      around: evidence.acts.filter(act => act.eventId !== task.eventId).map(plain),
      account: account ? { name: account.name, facts: factsOf(profile ?? {}) } : null,
      givenAt: task.givenAt.getTime(),
    }
  }

  const namesOf = async (workspaceId: Id) => {
    const { events } = await model(workspaceId)
    return new Map(events.map(({ id, name }) => [id, name]))
  }

  const reveal = async (
    tx: Tx,
    workspaceId: Id,
    task: store.TaskRow,
    label: { id: Id; verdict: Verdict },
    names: ReadonlyMap<string, LocalText>,
  ): Promise<Revealed> => {
    const { evidence } = await decisions.open(tx, workspaceId, task.decisionId)
    const { value, low, high } = evidence.total
    return {
      labelId: label.id,
      taskId: task.id,
      verdict: label.verdict,
      title: evidence.acts.find(act => act.eventId === task.eventId)!.title,
      weight: task.weight,
      estimate: { value, low, high },
      terms: task.terms.map(term => ({ term, name: names.get(term) ?? { 'zh-CN': term, en: term } })),
      decisionId: task.decisionId,
    }
  }

  return {
    /** My open signals, my progress, and my last judgement while it may be taken back. */
    queue: async (actor: Actor): Promise<Queue> => {
      const { workspaceId, id: userId } = actor
      const now = clock.now()
      const since = now - lapseDays * DAY
      const names = await namesOf(workspaceId)
      return db.tx(workspaceId, async tx => {
        const { people } = await readSetting(tx, workspaceId, panel)
        const nothing = { cards: [], progress: { done: 0, total: 0, week: null }, asked: false, last: null }
        if (!userId) return nothing
        const tasks = await store.selectOpenTasks(tx, workspaceId, userId, since, cardsAtOnce)
        const cards: LabelCard[] = []
        for (const task of tasks) cards.push(await cardOf(tx, workspaceId, task))
        const last = await store.selectLastLabel(tx, workspaceId, userId, now - undoHours * HOUR)
        return {
          cards,
          progress: await store.selectProgress(tx, workspaceId, userId, since),
          asked: people.some(person => person.userId === userId),
          last:
            last?.labelId && last.verdict
              ? await reveal(tx, workspaceId, last, { id: last.labelId, verdict: last.verdict }, names)
              : null,
        }
      })
    },

    /** Judges one of my signals. Sent again with the same `id` it changes nothing. */
    judge: async (actor: Actor, taskId: Id, input: LabelInput): Promise<Revealed> => {
      const { workspaceId } = actor
      const { id, verdict, reason, words } = input
      if (verdict === 'not' && !reason) throw new AppError(errors['labelling.needs-reason'])
      if (reason && !isReasonFor(verdict, reason)) throw new AppError(errors['labelling.wrong-reason'])
      const names = await namesOf(workspaceId)
      return db.tx(workspaceId, async tx => {
        const now = clock.now()
        const task = await store.lockTask(tx, workspaceId, actor.id!, taskId)
        if (!task || task.givenAt.getTime() < now - lapseDays * DAY)
          throw new AppError(errors['labelling.missing'])
        if (task.labelId && task.labelId !== id) throw new AppError(errors['labelling.answered'])
        if (!task.labelId)
          await store.insertLabel(tx, {
            ...{ workspaceId, id, taskId, verdict, at: new Date(now) },
            reason: reason ?? null,
            words: words || null,
          })
        return reveal(tx, workspaceId, task, { id, verdict: task.verdict ?? verdict }, names)
      })
    },

    /** Takes my judgement back: the signal is open again. */
    undo: (actor: Actor, taskId: Id, labelId: Id): Promise<void> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const now = clock.now()
        const task = await store.lockTask(tx, workspaceId, actor.id!, taskId)
        const label = await store.selectLabel(tx, workspaceId, labelId)
        if (!task || label?.taskId !== taskId) throw new AppError(errors['labelling.missing'])
        if (label.undoneAt) return
        if (now > label.at.getTime() + undoHours * HOUR) throw new AppError(errors['labelling.too-late'])
        await store.markUndone(tx, workspaceId, labelId, now)
      }),
  }
}

function plain({ eventId, title, type, at, person, device, section, page, seconds }: Act): PlainAct {
  return {
    ...{ eventId, title, type, at, device, section, page, seconds },
    person: person && { title: person.title, withheld: person.withheld },
  }
}

const fixed: Record<string, LocalText> = {
  tier: { 'zh-CN': '等级', en: 'Tier' },
  industry: { 'zh-CN': '行业', en: 'Industry' },
  region: { 'zh-CN': '区域', en: 'Region' },
}
/** What would tell what the model thinks, or is shown elsewhere. */
const left = new Set(['name', 'shortName', 'score', 'priority', 'owner', 'tags'])
const mostFacts = 8

/** What is known of an account, in a few words each, without its score. */
function factsOf(profile: Record<string, unknown>): NonNullable<LabelCard['account']>['facts'] {
  const named = Object.entries(profile).filter(
    ([name, value]) => !left.has(name) && ['string', 'number', 'boolean'].includes(typeof value),
  )
  const order = named.toSorted(([a], [b]) => Number(b in fixed) - Number(a in fixed))
  return order
    .slice(0, mostFacts)
    .map(([name, value]) => ({ name: fixed[name] ?? { 'zh-CN': name, en: name }, value: String(value) }))
}
