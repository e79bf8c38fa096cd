import { createHash } from 'node:crypto'
import type { Db } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, isId, newId, newToken } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Lake } from '#kernel/ports/lake.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type BoardAnswer, type BoardItem, type BoardSettings, errors, type Place } from './api.ts'
import { questionOf, viewOf } from './model.ts'
import { readyMadeBoards } from './ready-made.ts'
import * as store from './store.ts'

export interface JourneyPorts {
  db: Db
  clock: Clock
  lake: Pick<Lake, 'journeys' | 'customersAt'>
}

export type Journeys = ReturnType<typeof makeJourneys>

/** So many customers of one place are looked up; whom the reader may not see is left out of them. */
const mostCustomers = 500

/** Boards over journeys: answered from the lake over the accounts that the actor may see. */
export function makeJourneys({ db, clock, lake }: JourneyPorts) {
  const need = async (actor: Actor, id: Id): Promise<BoardItem> => {
    const row = await db.tx(actor.workspaceId, tx => store.selectBoard(tx, actor.workspaceId, id))
    if (!row) throw new AppError(errors['journey.missing'])
    return itemOf(row)
  }

  const ask = async (actor: Actor, settings: BoardSettings) => {
    const now = clock.now()
    questionOf(settings, now, undefined) // refuses before anything is read
    const { tags, tiers, industries } = settings.segment
    const isOpen = actor.scope.kind === 'all' && tags.length + tiers.length + industries.length === 0
    const customers = isOpen
      ? undefined
      : await db.tx(actor.workspaceId, tx => store.selectAccounts(tx, actor, settings.segment))
    return { now, question: questionOf(settings, now, customers) }
  }

  return {
    list: async (actor: Actor): Promise<BoardItem[]> => {
      const rows = await db.tx(actor.workspaceId, tx => store.selectBoards(tx, actor.workspaceId))
      return [...readyMadeBoards, ...rows.map(itemOf)]
    },

    read: async (actor: Actor, id: string): Promise<BoardItem> => {
      const ready = readyMadeBoards.find(board => board.id === id)
      if (ready) return ready
      if (!isId(id)) throw new AppError(errors['journey.missing'])
      return need(actor, id)
    },

    create: async (
      actor: Actor,
      input: { id: Id; name: string; settings: BoardSettings },
    ): Promise<BoardItem> => {
      const now = new Date(clock.now())
      questionOf(input.settings, clock.now(), undefined)
      const { workspaceId } = actor
      await db.tx(workspaceId, async tx => {
        await store.insertBoard(tx, {
          ...input,
          workspaceId,
          createdBy: actor.id,
          createdAt: now,
          updatedAt: now,
        })
        await audit(tx, actor, { act: 'journey.saved', subject: { kind: 'journey', id: input.id } })
      })
      return need(actor, input.id)
    },

    save: async (
      actor: Actor,
      id: Id,
      { version, name, settings }: { version: number; name: string; settings: BoardSettings },
    ): Promise<BoardItem> => {
      questionOf(settings, clock.now(), undefined)
      await need(actor, id)
      await db.tx(actor.workspaceId, async tx => {
        const change = { name, settings, updatedAt: new Date(clock.now()) }
        if (!(await store.updateBoard(tx, actor.workspaceId, id, version, change)))
          throw new AppError(errors['journey.stale'])
        await audit(tx, actor, { act: 'journey.saved', subject: { kind: 'journey', id } })
      })
      return need(actor, id)
    },

    remove: (actor: Actor, id: Id): Promise<void> =>
      db.tx(actor.workspaceId, async tx => {
        if (!(await store.deleteBoard(tx, actor.workspaceId, id)))
          throw new AppError(errors['journey.missing'])
        await audit(tx, actor, { act: 'journey.removed', subject: { kind: 'journey', id } })
      }),

    /** A link to these very settings. Only its hash is kept. */
    share: async (
      actor: Actor,
      { board, name, settings }: { board: Id | null; name: string; settings: BoardSettings },
    ): Promise<{ token: string }> => {
      questionOf(settings, clock.now(), undefined)
      if (board !== null) await need(actor, board)
      const token = newToken()
      const { workspaceId, id: createdBy } = actor
      const row = {
        workspaceId,
        id: newId(),
        boardId: board,
        tokenHash: hashOf(token),
        name,
        settings,
        createdBy,
      }
      await db.tx(workspaceId, async tx => {
        await store.insertShare(tx, { ...row, createdAt: new Date(clock.now()) })
        await audit(tx, actor, { act: 'journey.shared', subject: { kind: 'journey', id: board ?? row.id } })
      })
      return { token }
    },

    readShare: async (actor: Actor, token: string) => {
      const found = await db.tx(actor.workspaceId, tx =>
        store.selectShare(tx, actor.workspaceId, hashOf(token)),
      )
      if (!found) throw new AppError(errors['journey.share-missing'])
      const { name, settings, createdBy, createdAt } = found
      return { name, settings, createdBy, createdAt: createdAt.getTime() }
    },

    answer: async (actor: Actor, settings: BoardSettings): Promise<BoardAnswer> => {
      const { now, question } = await ask(actor, settings)
      return viewOf(question, await lake.journeys(actor.workspaceId, question, now))
    },

    customers: async (actor: Actor, settings: BoardSettings, place: Place) => {
      const { question } = await ask(actor, settings)
      const found = await lake.customersAt(actor.workspaceId, question, place, mostCustomers)
      const names = await db.tx(actor.workspaceId, tx =>
        store.selectNames(
          tx,
          actor,
          found.map(each => each.customer),
        ),
      )
      const known = new Map(names.map(row => [row.id, row]))
      return found.flatMap(({ customer, at }) => {
        const row = known.get(customer)
        return row ? [{ ...row, at }] : []
      })
    },
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

function itemOf({ id, name, settings, version, createdBy, updatedAt }: store.BoardRow): BoardItem {
  const shown = { 'zh-CN': name, en: name }
  return {
    id,
    name: shown,
    hint: null,
    readyMade: false,
    settings,
    version,
    createdBy,
    updatedAt: updatedAt.getTime(),
  }
}
