import { z } from 'zod'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'
import { delegationInput, delegationView, matrixDraft, matrixVersion, simulation } from './matrix-api.ts'

export * from './matrix-api.ts'
export * from './verdict-api.ts'

export const errors = errorCodes({
  'mandate.stale': [
    'conflict',
    '{by}刚改过授权草案。请刷新，看过再改。',
    '{by} has just changed the draft. Refresh, look, and change it again.',
  ],
  'mandate.no-draft': [
    'missing',
    '没有授权草案了，可能刚生效或已放弃。请刷新。',
    'There is no draft any more: it was put in force or given up. Refresh.',
  ],
  'mandate.version-missing': [
    'missing',
    '找不到这个版本，请刷新后重选。',
    'This version was not found. Refresh and choose again.',
  ],
  'mandate.holder-missing': [
    'invalid',
    '第 {row} 行的人已离开或角色已删除，请改选。',
    'Row {row} names a person who has left or a role that is gone. Choose again.',
  ],
  'mandate.place-missing': [
    'invalid',
    '第 {row} 行的部门或大区已删除，请改选。',
    'Row {row} names a department or region that is gone. Choose again.',
  ],
  'mandate.empty': [
    'invalid',
    '授权表是空的。这样谁都不能发报价；请至少留一行。',
    'The matrix is empty, so nobody could issue a quote. Keep at least one row.',
  ],
  'mandate.days': ['invalid', '结束日早于开始日，请改。', 'It ends before it begins. Change the days.'],
  'mandate.past': [
    'invalid',
    '代理的最后一天已过，请选今天或以后。',
    'The last day is over. Choose today or later.',
  ],
  'mandate.long': ['invalid', '代理最长一年，请选近一些的日子。', 'At most one year. Choose an earlier day.'],
  'mandate.self': [
    'invalid',
    '不能由自己代自己，请另选一位。',
    'Nobody stands in for themselves. Choose somebody else.',
  ],
  'mandate.person-missing': [
    'invalid',
    '这位同事不在或已停用，请另选一位。',
    'This person is not here any more. Choose somebody else.',
  ],
  'mandate.nothing-to-lend': [
    'invalid',
    '{name}自己没有可以交出的授权。代别人行使的授权不能再转出。',
    '{name} has no mandate of their own to lend. What was lent to them can’t be passed on.',
  ],
  'mandate.above-own': [
    'invalid',
    '代理的上限高过了{name}自己的授权，请改低。',
    'The limit is above {name}’s own mandate. Lower it.',
  ],
  'mandate.delegation-missing': [
    'missing',
    '找不到这条代理，请刷新。',
    'This delegation was not found. Refresh.',
  ],
  'mandate.not-yours': [
    'forbidden',
    '只能为自己安排代理。要替别人安排，请联系管理员。',
    'You can arrange this for yourself only. An administrator can do it for others.',
  ],
})

/** The outbox tells it after every change of the matrix, a delegation or a clearance. */
export const mandateChanged = 'mandate.changed'

const id = z.uuid()
const version = z.coerce.number().int().min(0)

export const mandateRoutes = {
  read: route({
    method: 'GET',
    path: '/api/v1/mandate',
    summary: 'The matrix in force, its draft and its versions, and what rows can be limited to',
    answer: z.object({
      current: matrixVersion,
      draft: matrixDraft.nullable(),
      versions: z.array(matrixVersion.omit({ rows: true })),
      families: z.array(z.string()),
      tiers: z.array(z.string()),
    }),
  }),
  version: route({
    method: 'GET',
    path: '/api/v1/mandate/versions/:version',
    summary: 'One version of the matrix',
    params: z.object({ version }),
    answer: matrixVersion,
  }),
  saveDraft: route({
    method: 'PUT',
    path: '/api/v1/mandate/draft',
    summary: 'Save the draft of the next version; `edit` is the one it is based on, 0 begins it',
    body: matrixDraft.pick({ rows: true, splitDays: true, edit: true }),
    answer: matrixDraft,
  }),
  dropDraft: route({
    method: 'DELETE',
    path: '/api/v1/mandate/draft',
    summary: 'Give the draft up',
  }),
  simulate: route({
    method: 'POST',
    path: '/api/v1/mandate/draft/simulate',
    summary: 'The quotes issued in the past 90 days, under the matrix in force and under the draft',
    answer: simulation,
  }),
  putInForce: route({
    method: 'POST',
    path: '/api/v1/mandate/draft/put-in-force',
    summary: 'Make the draft the matrix in force',
    body: z.object({ edit: z.number().int().min(1), note: z.string().trim().max(200).default('') }),
    answer: matrixVersion,
  }),
  delegations: route({
    method: 'GET',
    path: '/api/v1/mandate/delegations',
    summary: 'Who stands in for whom, now and to come: one’s own, or all for whoever writes mandates',
    answer: z.object({
      items: z.array(delegationView),
      /** The rows in force that the reader holds. */
      mine: matrixVersion.shape.rows,
    }),
  }),
  delegate: route({
    method: 'POST',
    path: '/api/v1/mandate/delegations',
    summary:
      'Let somebody stand in, from a day to a day. Sent again with the same id, it answers the first one',
    body: delegationInput,
    answer: delegationView,
  }),
  endDelegation: route({
    method: 'POST',
    path: '/api/v1/mandate/delegations/:id/end',
    summary: 'End a delegation now',
    params: z.object({ id }),
    answer: delegationView,
  }),
}
