import { can, type Http } from '#platform/http/index.ts'
import {
  answerBoard,
  createBoard,
  listBoardCustomers,
  listBoards,
  readBoard,
  readLake,
  readRetention,
  readShare,
  removeBoard,
  saveBoard,
  saveRetention,
  shareBoard,
  writeLake,
} from './api.ts'
import type { LakeKeeper } from './lake.ts'
import type { Journeys } from './service.ts'

export function journeyRoutes(http: Http, journeys: Journeys, keeper: LakeKeeper): void {
  const read = can('strategy.read')
  const write = can('strategy.write')
  http.bind(listBoards, read, ({ actor }) => journeys.list(actor))
  http.bind(readShare, read, ({ actor, params }) => journeys.readShare(actor, params.token))
  http.bind(readBoard, read, ({ actor, params }) => journeys.read(actor, params.id))
  http.bind(createBoard, write, ({ actor, body }) => journeys.create(actor, body))
  http.bind(saveBoard, write, ({ actor, params, body }) => journeys.save(actor, params.id, body))
  http.bind(removeBoard, write, ({ actor, params }) => journeys.remove(actor, params.id))
  http.bind(shareBoard, write, ({ actor, body }) => journeys.share(actor, body))
  http.bind(answerBoard, read, ({ actor, body }) => journeys.answer(actor, body))
  http.bind(listBoardCustomers, can('crm.read'), ({ actor, body }) =>
    journeys.customers(actor, body.settings, body.place),
  )
  http.bind(readLake, can('event.read'), ({ actor }) => keeper.stats(actor))
  http.bind(writeLake, can('setting.manage'), ({ actor }) => keeper.writeNow(actor))
  http.bind(readRetention, can('event.read'), ({ actor }) => keeper.readRetention(actor))
  http.bind(saveRetention, can('setting.manage'), ({ actor, body }) => keeper.saveRetention(actor, body))
}
