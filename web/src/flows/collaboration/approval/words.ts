import type { CaseAct, CaseStep, CaseView, FlowCheck, StepRule, Who } from '#collaboration/approval/api.ts'
import type { MeasureVerdict } from '#collaboration/mandate/api.ts'
import type { Locale } from '../../../app/i18n.ts'
import { isoDay, timeOfDay } from '../../../ui/format.ts'
import { isFlag, isRatio, measureName, measureValue } from '../mandate/words.ts'
import type { ApprovalSay } from './texts.ts'

/** Names by id. */
export interface Naming {
  member: (id: string | null) => string
  role: (id: string | null) => string
}

const list = (words: readonly string[], locale: Locale) => words.join(locale === 'en' ? ', ' : '、')

/** Whom a case waits for, with those who may stand in. */
export function waitingText(
  { waitsFor }: Pick<CaseView, 'waitsFor'>,
  names: Naming,
  say: ApprovalSay,
  locale: Locale,
) {
  const each = waitsFor.map(({ personId, signers }) => {
    const others = signers.filter(id => id !== personId).map(names.member)
    const name = names.member(personId)
    return others.length > 0 ? say('standIn', { name, other: list(others, locale) }) : name
  })
  return list(each, locale)
}

/** A measure that is outside: what it is, the limit, and by how much, in words. */
export function differenceText(verdict: MeasureVerdict, name: string, say: ApprovalSay, locale: Locale) {
  const { measure, value, limit, by, hidden } = verdict
  if (hidden) return { value: '', why: say('hidden'), by: '' }
  const shown = value === null || isFlag(measure) ? '' : measureValue(measure, value, locale)
  const figure = (amount: number) =>
    isRatio(measure)
      ? say('points', { value: Number((amount * 100).toFixed(1)) })
      : measureValue(measure, amount, locale)
  const distance = by === null ? '' : say(measure === 'margin' ? 'underBy' : 'overBy', { by: figure(by) })
  return { value: shown, by: distance, why: limitWords(measure, value, limit, name, say, locale) }
}

function limitWords(
  measure: MeasureVerdict['measure'],
  value: number | null,
  limit: number | null | undefined,
  name: string,
  say: ApprovalSay,
  locale: Locale,
): string {
  if (limit === undefined || isFlag(measure)) return say('noRow', { name })
  if (limit === null || value === null) return say('noLimitKnown')
  return say(measure === 'margin' ? 'floorOf' : 'limitOf', {
    name,
    limit: measureValue(measure, limit, locale),
  })
}

/** What happened, as one sentence. Stand-ins are told with both names. */
export function actText(act: CaseAct, names: Naming, say: ApprovalSay, locale: Locale): string {
  const by = names.member(act.by)
  const who = act.for ? say('forName', { by, other: names.member(act.for) }) : by
  const { reason } = act
  if (act.kind === 'voided') return voidedText(act, say, locale)
  if (act.kind === 'return')
    return reason === 'author'
      ? say('actReturnAuthor', { who })
      : say('actReturn', { who, reason: reason ?? '' })
  return say(sentences[act.kind], { who, person: names.member(act.personId) })
}

const sentences = {
  ask: 'actAsk',
  approve: 'actApprove',
  reject: 'actReject',
  add: 'actAdd',
  transfer: 'actTransfer',
  withdraw: 'actWithdraw',
  'ask-again': 'actAskAgain',
  undo: 'actUndo',
  remind: 'actRemind',
  late: 'actLate',
  escalated: 'actEscalated',
  moved: 'actMoved',
  carried: 'actCarried',
} as const

function voidedText({ reason, measures }: CaseAct, say: ApprovalSay, locale: Locale): string {
  if (reason === 'worse') {
    const worse = measures.map(measure => measureName(measure as MeasureVerdict['measure'], locale))
    return say('actVoidedWorse', { measures: list(worse, locale) })
  }
  if (reason === 'inside') return say('actVoidedInside')
  if (reason === 'not-covered') return say('actVoidedCover')
  return say(['withdrawn', 'declined', 'expired'].includes(reason ?? '') ? 'actVoidedGone' : 'actVoided')
}

export const stepTitle = ({ source, name }: CaseStep, say: ApprovalSay): string =>
  source === 'added' ? say('addedStep') : source === 'mandate' ? say('coverStep') : name

export function whoText(who: Who, names: Naming, locale: Locale): string {
  const zh = locale === 'zh-CN'
  if (who.by === 'person') return names.member(who.personId) || (zh ? '（未选）' : '(nobody yet)')
  if (who.by === 'role') {
    const role = names.role(who.role) || '…'
    return zh ? `最近的「${role}」` : `the nearest ${role}`
  }
  if (who.by === 'mandate') return zh ? '授权够得着的人' : 'whoever’s mandate covers it'
  if (who.up === 0) return zh ? '部门负责人' : 'the head of department'
  return zh ? `上 ${who.up} 级部门的负责人` : `the head ${who.up} levels up`
}

/** A step of a flow in plain words. */
export function stepSentence(step: StepRule, names: Naming, locale: Locale): string {
  return locale === 'zh-CN' ? inChinese(step, names) : inEnglish(step, names)
}

/** One person alone: no need to say how many of them. */
const oneOnly = (who: readonly Who[]) =>
  who.length === 1 && (who[0]!.by === 'person' || who[0]!.by === 'head')

function inChinese({ who, mode, when, copy, hours, late }: StepRule, names: Naming): string {
  const named = who.map(each => whoText(each, names, 'zh-CN'))
  const how = oneOnly(who) ? '' : `，${{ all: '都要同意', any: '有一人同意即可', turn: '依次同意' }[mode]}`
  const condition = when
    ? `${measureName(when.measure, 'zh-CN')}${when.is === 'above' ? '高于' : '低于'} ${measureValue(when.measure, when.value, 'zh-CN')} 时，`
    : ''
  const deadline = hours
    ? `；${hours} 个工作小时内处理，逾期${late === 'remind' ? '提醒' : '转给上一级'}`
    : ''
  const told = copy.length > 0 ? `；抄送${copy.map(each => whoText(each, names, 'zh-CN')).join('、')}` : ''
  return `${condition}请${named.join('、') || '（未选）'}批${how}${deadline}${told}。`
}

function inEnglish({ who, mode, when, copy, hours, late }: StepRule, names: Naming): string {
  const named = who.map(each => whoText(each, names, 'en'))
  const how = oneOnly(who)
    ? ''
    : ` – ${{ all: 'all must approve', any: 'any one is enough', turn: 'in turn' }[mode]}`
  const condition = when
    ? `If ${measureName(when.measure, 'en').toLowerCase()} is ${when.is} ${measureValue(when.measure, when.value, 'en')}: `
    : ''
  const deadline = hours
    ? `; within ${hours} working hours, then ${late === 'remind' ? 'reminded' : 'one level up'}`
    : ''
  const told = copy.length > 0 ? `; ${copy.map(each => whoText(each, names, 'en')).join(', ')} told` : ''
  const text = `${condition}${named.join(', ') || '(nobody yet)'}${how}${deadline}${told}.`
  return text[0]!.toUpperCase() + text.slice(1)
}

export const faultTexts = {
  'no-steps': 'faultNoSteps',
  'no-name': 'faultNoName',
  nobody: 'faultNobody',
  'unknown-person': 'faultPerson',
  'unknown-copy': 'faultCopy',
  'unknown-role': 'faultRole',
  'bad-hours': 'faultHours',
  'same-id': 'faultId',
} as const satisfies Record<FlowCheck['faults'][number]['fault'], string>

/** 2026-11-24 18:00: nobody needs a deadline’s seconds. */
export const minuteTime = (at: number): string => `${isoDay(at)} ${timeOfDay(at, false)}`
