import { can, type Http } from '#platform/http/index.ts'
import {
  drawNow,
  giveLabel,
  listLabels,
  readBoard,
  readPanel,
  readQueue,
  savePanel,
  undoLabel,
} from './api.ts'
import type { Labelling } from './service.ts'

export function labellingRoutes(http: Http, labelling: Labelling): void {
  const judge = can('suggestion.respond')
  http.bind(readQueue, judge, ({ actor }) => labelling.queue(actor))
  http.bind(giveLabel, judge, ({ actor, params, body }) => labelling.judge(actor, params.id, body))
  http.bind(undoLabel, judge, ({ actor, params }) => labelling.undo(actor, params.id, params.labelId))
  http.bind(readBoard, can('strategy.read'), ({ actor }) => labelling.board(actor))
  http.bind(listLabels, can('strategy.read'), ({ actor, query }) => labelling.labels(actor, query))
  http.bind(readPanel, can('strategy.read'), ({ actor }) => labelling.readPanel(actor))
  http.bind(savePanel, can('score.write'), ({ actor, body }) => labelling.savePanel(actor, body))
  http.bind(drawNow, can('score.write'), ({ actor }) => labelling.draw(actor.workspaceId))
}
