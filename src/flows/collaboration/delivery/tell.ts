import type { Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type DeliveryEvent, deliveryChanged } from './api.ts'
import type { DeliveryPorts } from './ports.ts'
import type { DeliveryRow } from './store.ts'
import { selectTeams } from './team-store.ts'

/** What happened to a delivery; the name of its domain event after the dot. */
export type Act =
  | 'held'
  | 'moved'
  | 'reserved'
  | 'started'
  | 'done'
  | 'released'
  | 'cancelled'
  | 'reopened'
  | 'waiting'
  | 'unpaid'
  | 'paused'
  | 'went-on'
  | 'undecided'
  | 'paid-again'

const days = ({ startsOn, endsOn }: DeliveryRow) =>
  startsOn === endsOn ? startsOn : `${startsOn} – ${endsOn}`

/** Who hears of an act, and in what words; nobody where it needs no one. */
const notices: Partial<
  Record<
    Act,
    {
      lead: boolean
      owner: boolean
      title: LocalText
      text: (row: DeliveryRow, team: string) => LocalText
    }
  >
> = {
  reserved: {
    ...{ lead: true, owner: true },
    title: { 'zh-CN': '合同已签，交付已排期', en: 'Signed: the delivery is planned' },
    text: (row, team) => ({
      'zh-CN': `${row.title}：${team}，${days(row)}。`,
      en: `${row.title}: ${team}, ${days(row)}.`,
    }),
  },
  started: {
    ...{ lead: true, owner: true },
    title: { 'zh-CN': '首付款到账，交付已启动', en: 'First payment in: the delivery starts' },
    text: (row, team) => ({
      'zh-CN': `${row.title}：${team}，${days(row)}。`,
      en: `${row.title}: ${team}, ${days(row)}.`,
    }),
  },
  waiting: {
    ...{ lead: true, owner: true },
    title: { 'zh-CN': '首付款被收回，交付等待到账', en: 'First payment taken back: the delivery waits' },
    text: (row, team) => ({
      'zh-CN': `${row.title}（${team}，${days(row)}）还没开工，已退回「已排期」；首付款再到账会自动启动。`,
      en: `${row.title} (${team}, ${days(row)}) had not begun and is planned again; it starts once the payment is in.`,
    }),
  },
  unpaid: {
    ...{ lead: true, owner: true },
    title: { 'zh-CN': '首付款被收回，交付已开工', en: 'First payment taken back after the work began' },
    text: (row, team) => ({
      'zh-CN': `${row.title}（${team}，${days(row)}）：请交付主管决定暂停还是继续。`,
      en: `${row.title} (${team}, ${days(row)}): its lead decides whether to pause or go on.`,
    }),
  },
  paused: {
    ...{ lead: true, owner: true },
    title: { 'zh-CN': '交付已暂停', en: 'A delivery is paused' },
    text: row => ({
      'zh-CN': `${row.title}：首付款被收回，交付暂停；再到账会自动恢复。`,
      en: `${row.title}: the first payment was taken back; it resumes once the payment is in.`,
    }),
  },
  'went-on': {
    ...{ lead: true, owner: true },
    title: { 'zh-CN': '交付继续', en: 'A delivery goes on' },
    text: row => ({
      'zh-CN': `${row.title}：首付款虽被收回，交付主管决定继续。`,
      en: `${row.title} goes on although its first payment was taken back.`,
    }),
  },
  'paid-again': {
    ...{ lead: true, owner: true },
    title: { 'zh-CN': '首付款重新到账，交付照常', en: 'First payment in again: the delivery runs' },
    text: (row, team) => ({
      'zh-CN': `${row.title}：${team}，${days(row)}。`,
      en: `${row.title}: ${team}, ${days(row)}.`,
    }),
  },
  moved: {
    ...{ lead: false, owner: true },
    title: { 'zh-CN': '交付改期', en: 'A delivery was moved' },
    text: (row, team) => ({
      'zh-CN': `${row.title} 改为 ${days(row)}，${team}。`,
      en: `${row.title} is now on ${days(row)}, ${team}.`,
    }),
  },
  cancelled: {
    ...{ lead: true, owner: true },
    title: { 'zh-CN': '交付已取消', en: 'A delivery was cancelled' },
    text: (row, team) => ({
      'zh-CN': `${row.title}（${team}，${days(row)}）已取消，档期已放回。`,
      en: `${row.title} (${team}, ${days(row)}) is cancelled; its days are free again.`,
    }),
  },
  done: {
    ...{ lead: false, owner: true },
    title: { 'zh-CN': '交付完成', en: 'Delivered' },
    text: (row, team) => ({
      'zh-CN': `${row.title} 已由${team}完成。`,
      en: `${row.title} was finished by ${team}.`,
    }),
  },
}

/** Leaves word of an act in its transaction: audit, domain event, notices. The one who acts isn't told. */
export function makeTell({ outbox, notify }: Pick<DeliveryPorts, 'outbox' | 'notify'>) {
  return async (tx: Tx, actor: Actor, act: Act, row: DeliveryRow): Promise<void> => {
    const { workspaceId } = actor
    const team = (await selectTeams(tx, workspaceId, [row.teamId]))[0]
    const leadId = team?.leadId ?? null
    const payload = eventOf(row, leadId)
    await audit(tx, actor, {
      act: `delivery.${act}`,
      subject: { kind: 'delivery', id: row.id },
      details: { quote: row.quoteId, team: row.teamId, from: row.startsOn, to: row.endsOn },
    })
    await outbox.publish(tx, { workspaceId, type: `delivery.${act}`, payload })
    await outbox.publish(tx, { workspaceId, type: deliveryChanged, payload: { quoteId: row.quoteId } })
    const notice = notices[act]
    if (!notice) return
    const to = [...new Set([notice.lead ? leadId : null, notice.owner ? row.ownerId : null])]
    await notify.notify(tx, {
      ...{ workspaceId, kind: 'task', title: notice.title, text: notice.text(row, team?.name ?? '') },
      to: to.filter((id): id is Id => id !== null && id !== actor.id),
      link: `/quotes/${row.quoteId}?view=deal`,
    })
  }
}

/** Tells the owner that a slot is lost, or missing where it is needed. */
export function makeWarn({ notify }: Pick<DeliveryPorts, 'notify'>) {
  return async (
    tx: Tx,
    workspaceId: Id,
    to: readonly (Id | null)[],
    quoteId: Id,
    words: { title: LocalText; text: LocalText },
  ): Promise<void> =>
    notify.notify(tx, {
      ...{ workspaceId, kind: 'task', ...words, link: `/quotes/${quoteId}?view=deal` },
      to: [...new Set(to)].filter((id): id is Id => id !== null),
    })
}

function eventOf(row: DeliveryRow, leadId: Id | null): DeliveryEvent {
  const { id: deliveryId, quoteId, contractId, accountId, ownerId, teamId } = row
  return {
    ...{ deliveryId, quoteId, contractId, accountId, ownerId, teamId, leadId },
    ...{ from: row.startsOn, to: row.endsOn },
  }
}
