import { AppError } from '#kernel/error.ts'
import { type Actor, membership } from '#platform/org/index.ts'
import { readSetting, writeSetting } from '#platform/setting/index.ts'
import { errors, type PanelSetting } from './api.ts'
import { makeBoard } from './board.ts'
import { makeDraw, panel } from './draw.ts'
import type { LabellingPorts } from './ports.ts'
import { makeQueue } from './queue.ts'

export type Labelling = ReturnType<typeof makeLabelling>

/** Co-labelling: seniors check a sample of high-intent signals, and what they say becomes evidence for the weights. */
export function makeLabelling(ports: LabellingPorts) {
  const { db, clock } = ports
  const drawWeek = makeDraw(ports)
  return {
    ...makeQueue(ports),
    ...makeBoard(ports),
    /** Draws the sample of the week of the clock's now. @throws labelling.drawn, labelling.nobody, labelling.nothing */
    draw: (workspaceId: string) => drawWeek(workspaceId, clock.now()),

    readPanel: (actor: Actor): Promise<PanelSetting> =>
      db.tx(actor.workspaceId, tx => readSetting(tx, actor.workspaceId, panel)),

    savePanel: (actor: Actor, value: PanelSetting): Promise<void> =>
      db.tx(actor.workspaceId, async tx => {
        for (const { userId } of value.people)
          if (!(await membership(tx, actor.workspaceId, userId)))
            throw new AppError(errors['labelling.member-missing'])
        await writeSetting(tx, actor, panel, value)
      }),
  }
}
