import type { Db } from '#db/connection.ts'
import type { ErrorCode } from '#kernel/error.ts'
import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Rejection } from './api.ts'
import type { Fault } from './model.ts'
import { deleteOldRejections, insertRejections, type NewRejection } from './store.ts'

const mostWaiting = 2_000
const mostBody = 4_000
/** Kept for inspection: the latest this many of a workspace. */
export const keptRejections = 10_000

/** A refused event as it is answered. */
export function toRejection(index: number, fault: Fault): Rejection {
  const { code, message } = messageOf(fault)
  return { index, code, message }
}

function messageOf(fault: Fault): { code: string; message: ErrorCode['message'] } {
  const { code, text } = new AppError(fault.error, fault.details)
  return { code, message: text }
}

/** Keeps refused events for inspection. In memory first: a sender doesn't wait for it, and a flood of them is cut. */
export function makeRejectionKeeper(db: Db, clock: Clock) {
  let waiting: NewRejection[] = []

  const keep = (
    workspaceId: Id,
    source: string,
    rejected: readonly { fault: Fault; input: unknown }[],
  ): void => {
    for (const { fault, input } of rejected.slice(0, mostWaiting - waiting.length)) {
      waiting.push({ workspaceId, source, at: clock.now(), ...messageOf(fault), body: bodyOf(input) })
    }
  }

  const flush = async (): Promise<void> => {
    const byWorkspace = Map.groupBy(waiting, item => item.workspaceId)
    waiting = []
    for (const [workspaceId, items] of byWorkspace) {
      try {
        await db.tx(workspaceId, async tx => {
          await insertRejections(tx, workspaceId, items)
          await deleteOldRejections(tx, workspaceId, keptRejections)
        })
      } catch {
        waiting = [...items, ...waiting].slice(0, mostWaiting) // the next flush tries again
      }
    }
  }

  return { keep, flush }
}

/** What was sent, cut; without what a text column can't hold. */
function bodyOf(input: unknown): string {
  let text: string
  try {
    text = typeof input === 'string' ? input : (JSON.stringify(input) ?? 'undefined')
  } catch {
    text = '(nested too deep to show)'
  }
  return text.slice(0, mostBody).replaceAll('\0', '').toWellFormed()
}
