import { z } from 'zod'
import { idParams } from '#crm/record/api.ts'
import { errorCodes } from '#kernel/error.ts'
import { route } from '#kernel/route.ts'

const id = z.uuid()
const day = z.iso.date()
const skill = z.string().trim().min(1).max(24)

/** 已预留 · 已排期 · 已启动 · 已完成 · 已释放 · 已取消. A hold is kept until its quote expires; a signed contract makes it a plan. */
export const deliveryStates = ['held', 'planned', 'started', 'done', 'released', 'cancelled'] as const
export const deliveryState = z.enum(deliveryStates)
export type DeliveryState = z.infer<typeof deliveryState>

/** What a lead does when the first payment is taken back after the start: 暂停 · 继续. */
export const unpaidDecision = z.enum(['pause', 'go-on'])
export type UnpaidDecision = z.infer<typeof unpaidDecision>

export const errors = errorCodes({
  'delivery.missing': [
    'missing',
    '找不到这个交付，可能不在你能看的范围内。请刷新。',
    'This delivery was not found, or lies outside what you may see. Refresh.',
  ],
  'delivery.team-missing': [
    'missing',
    '这个交付团队不存在，请刷新后重选。',
    'This delivery team does not exist. Refresh and choose again.',
  ],
  'delivery.leave-missing': [
    'missing',
    '这条请假已不存在，请刷新。',
    'This leave is no longer there. Refresh.',
  ],
  'delivery.team-name': [
    'conflict',
    '已有同名的交付团队，请换个名称。',
    'A delivery team of this name exists. Choose another name.',
  ],
  'delivery.taken': [
    'conflict',
    '这个档期刚被别人占了。请重新看可选档期。',
    'Somebody has just taken this slot. Look at the slots again.',
  ],
  'delivery.day-off': [
    'invalid',
    '{day} 放假或团队已下班，不能从这天开始。请选工作日。',
    '{day} is a day off, or its working hours have begun. Choose a working day.',
  ],
  'delivery.no-hold': [
    'conflict',
    '这份报价已结束或已过期，不能预留档期。请先发出新版本。',
    'This quote has ended or expired, so no slot can be held. Issue a new revision first.',
  ],
  'delivery.signed': [
    'conflict',
    '合同已签，档期要由交付主管改。请联系 {lead}。',
    'The contract is signed: the delivery lead changes the slot. Ask {lead}.',
  ],
  'delivery.state': [
    'conflict',
    '这个交付已经变了，请刷新看最新状态。',
    'This delivery has changed. Refresh to see where it stands.',
  ],
  'delivery.stale': [
    'conflict',
    '别人刚改过这个交付，请刷新后再改。',
    'Somebody has just changed this delivery. Refresh and try again.',
  ],
  'delivery.paused': [
    'conflict',
    '首付款被收回，交付暂停着。请先选「继续交付」，再标为完成。',
    'The first payment was taken back and the delivery is paused. Choose “Go on” first, then mark it as done.',
  ],
  'delivery.booked': [
    'conflict',
    '{name} 在 {day} 已有安排。请先在排期里点开它改期，再登记请假。',
    '{name} is booked on {day}. Open it in the calendar and move it, then enter the leave.',
  ],
  'delivery.in-use': [
    'conflict',
    '{name} 在 {day} 还有安排，不能移出。请先在排期里点开它改期。',
    '{name} still has work on {day}. Open it in the calendar and move it first.',
  ],
  'delivery.window': [
    'invalid',
    '结束日早于开始日，或跨度超过一年。请改日期。',
    'The window ends before it begins, or spans more than a year. Change the days.',
  ],
})

export const resource = z.object({
  id,
  name: z.string().trim().min(1).max(40),
  userId: id.nullable(),
  skills: z.array(skill).max(20),
})
export type ResourceView = z.infer<typeof resource>

const minute = z.number().int().min(0).max(1440)
export const teamInput = z.object({
  name: z.string().trim().min(1).max(40),
  leadId: id.nullable(),
  /** Working hours, minutes since midnight. */
  opens: minute,
  closes: minute,
  resources: z.array(resource).max(60),
})
export type TeamInput = z.infer<typeof teamInput>

export const leave = z.object({ id, resourceId: id, from: day, to: day, reason: z.string().nullable() })
export type LeaveView = z.infer<typeof leave>

export const team = teamInput.extend({
  id,
  version: z.number(),
  archived: z.boolean(),
  /** From today on. */
  leaves: z.array(leave),
})
export type TeamView = z.infer<typeof team>

export const delivery = z.object({
  id,
  state: deliveryState,
  version: z.number(),
  teamId: id,
  skill: z.string().nullable(),
  people: z.number(),
  days: z.number(),
  from: day,
  to: day,
  /** When a hold ends by itself; null where it stays. */
  expiresAt: z.number().nullable(),
  since: z.number(),
  reason: z.string().nullable(),
  /** The first payment was taken back after the start: since when, and what the lead decided; null where all is well. */
  unpaid: z.object({ since: z.number(), decision: unpaidDecision.nullable() }).nullable(),
  resourceIds: z.array(id),
  /** Null where the reader may not see the deal behind it. */
  deal: z
    .object({
      quoteId: id,
      contractId: id.nullable(),
      accountId: id,
      accountName: z.string().nullable(),
      title: z.string(),
      ownerId: id.nullable(),
    })
    .nullable(),
})
export type DeliveryView = z.infer<typeof delivery>

/** How many of a team are there on a day, and what they do. `free` is what is left. */
export const teamDay = z.object({
  day,
  total: z.number(),
  leave: z.number(),
  held: z.number(),
  booked: z.number(),
  free: z.number(),
})
export type TeamDay = z.infer<typeof teamDay>

export const calendar = z.object({
  /** `noticed`: whether the yearly notice on holidays is known; else days may still be moved. */
  days: z.array(z.object({ day, workday: z.boolean(), noticed: z.boolean() })),
  teams: z.array(team.extend({ capacity: z.array(teamDay) })),
  deliveries: z.array(delivery),
})
export type Calendar = z.infer<typeof calendar>

export const need = z.object({
  /** Null: anybody will do. */
  skill: skill.nullable(),
  people: z.number().int().min(1).max(20),
  /** Working days in a row. */
  days: z.number().int().min(1).max(60),
  from: day,
  to: day,
})
export type NeedInput = z.infer<typeof need>

export const offer = z.object({
  teamId: id,
  from: day,
  to: day,
  /** How many could do it. */
  free: z.number(),
  /** In a year whose holidays the notice has not named yet. */
  noticed: z.boolean(),
})
export type OfferView = z.infer<typeof offer>

export const reason = z.object({
  teamId: id,
  /** skill: nobody can · people: too few can (`have`) · window: too few working days (`have`) · full: at most `have` are free */
  kind: z.enum(['skill', 'people', 'window', 'full']),
  have: z.number(),
})
export type ReasonView = z.infer<typeof reason>

export const offers = z.object({
  offers: z.array(offer),
  reasons: z.array(reason),
  /** Where the window has none: the first after it. */
  later: z.array(offer),
})
export type OffersView = z.infer<typeof offers>

const versionBody = z.object({ version: z.number().int() })
const place = z.object({ teamId: id, from: day })

export const deliveryRoutes = {
  calendar: route({
    method: 'GET',
    path: '/api/v1/delivery/calendar',
    summary: 'Teams with their capacity by day, and what is held and booked, for up to 92 days',
    query: z.object({ from: day, to: day }),
    answer: calendar,
  }),
  teams: route({
    method: 'GET',
    path: '/api/v1/delivery/teams',
    summary: 'Delivery teams with their people, skills and leave',
    answer: z.object({ items: z.array(team) }),
  }),
  addTeam: route({
    method: 'POST',
    path: '/api/v1/delivery/teams',
    summary: 'Make a delivery team',
    body: teamInput,
    answer: team,
  }),
  saveTeam: route({
    method: 'PUT',
    path: '/api/v1/delivery/teams/:id',
    summary: 'Change a delivery team and who is in it',
    params: idParams,
    body: teamInput.extend({ version: z.number().int(), archived: z.boolean() }),
    answer: team,
  }),
  addLeave: route({
    method: 'POST',
    path: '/api/v1/delivery/leaves',
    summary: 'Enter leave: those days are not offered; refused where somebody is booked',
    body: z.object({
      id,
      resourceIds: z.array(id).min(1).max(60),
      from: day,
      to: day,
      reason: z.string().trim().max(60).optional(),
    }),
    answer: z.object({ items: z.array(leave) }),
  }),
  removeLeave: route({
    method: 'DELETE',
    path: '/api/v1/delivery/leaves/:id',
    summary: 'Take leave back',
    params: idParams,
  }),
  offers: route({
    method: 'POST',
    path: '/api/v1/delivery/offers',
    summary:
      'Free slots for a wish, with the reasons of teams that have none; for a quote, its own hold counts as free',
    body: need.extend({ quoteId: id.optional() }),
    answer: offers,
  }),
  ofQuote: route({
    method: 'GET',
    path: '/api/v1/delivery/quotes/:id',
    summary: 'The slot of a quote, and what delivery has heard of the deal',
    params: idParams,
    answer: z.object({
      delivery: delivery.nullable(),
      team: z.object({ id, name: z.string(), leadId: id.nullable() }).nullable(),
      signedAt: z.number().nullable(),
      coveredAt: z.number().nullable(),
      /** What teams can do. */
      skills: z.array(z.string()),
    }),
  }),
  hold: route({
    method: 'PUT',
    path: '/api/v1/delivery/quotes/:id/slot',
    summary:
      'Hold a slot for a quote until it expires; another one replaces it, the same one changes nothing',
    params: idParams,
    body: need.omit({ to: true }).extend({ teamId: id }),
    answer: delivery,
  }),
  release: route({
    method: 'DELETE',
    path: '/api/v1/delivery/quotes/:id/slot',
    summary: 'Give a held slot back',
    params: idParams,
  }),
  move: route({
    method: 'POST',
    path: '/api/v1/deliveries/:id/move',
    summary: 'Move a delivery to another day or team; answers where it was, so that it can be moved back',
    params: idParams,
    body: versionBody.extend(place.shape),
    answer: z.object({ delivery, was: place }),
  }),
  done: route({
    method: 'POST',
    path: '/api/v1/deliveries/:id/done',
    summary: 'The delivery is done',
    params: idParams,
    body: versionBody,
    answer: delivery,
  }),
  unpaid: route({
    method: 'PUT',
    path: '/api/v1/deliveries/:id/unpaid',
    summary: 'Pause a delivery whose first payment was taken back, or go on; null takes the decision back',
    params: idParams,
    body: versionBody.extend({ decision: unpaidDecision.nullable() }),
    answer: delivery,
  }),
  reopen: route({
    method: 'POST',
    path: '/api/v1/deliveries/:id/reopen',
    summary: 'Undo: it is not done, or not cancelled, after all',
    params: idParams,
    body: versionBody,
    answer: delivery,
  }),
  cancel: route({
    method: 'POST',
    path: '/api/v1/deliveries/:id/cancel',
    summary: 'Cancel a planned or started delivery; its days are free again',
    params: idParams,
    body: versionBody.extend({ reason: z.string().trim().max(200).optional() }),
    answer: delivery,
  }),
} as const

/**
 * Domain events `delivery.held`, `.moved`, `.reserved` (the contract is signed), `.started` (the first payment is covered), `.done`, `.released`,
 * `.cancelled`, `.reopened`; and where the first payment is taken back after the start: `.waiting` (not begun, planned again), `.unpaid`, then
 * `.paused` or `.went-on`, and `.paid-again`. Days are working days of the team, first and last.
 */
export const deliveryEvent = z.object({
  deliveryId: id,
  quoteId: id,
  contractId: id.nullable(),
  accountId: id,
  ownerId: id.nullable(),
  teamId: id,
  leadId: id.nullable(),
  from: day,
  to: day,
})
export type DeliveryEvent = z.infer<typeof deliveryEvent>
/** Domain event `delivery.changed {quoteId}`, for screens: teams, leave or a slot may have changed. */
export const deliveryChanged = 'delivery.changed'
