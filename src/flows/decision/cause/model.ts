import { AppError } from '#kernel/error.ts'
import type { LoggedEvent } from '#kernel/ports/event-log.ts'
import { DAY } from '#kernel/time.ts'
import type { CausalResult, DidResult, Reason } from '#lib/cause/index.ts'
import { type ActPattern, errors, type Question } from './api.ts'

/** Raised whenever the same data and question could give other figures than before. */
export const method = 1

/** Treatments are grouped by weeks: the outcome is looked at from the end of the week on, for treated and others alike. */
export const step = 7 * DAY

/** @throws cause.same-event, cause.period */
export function checkQuestion(question: Question): void {
  const { treatment, outcome, from, to } = question
  if (treatment.event === outcome.event && treatment.where?.equals === outcome.where?.equals)
    throw new AppError(errors['cause.same-event'])
  const watched = question.kind === 'adjusted' ? question.days * DAY : 0
  if (to - from < watched + 4 * step) throw new AppError(errors['cause.period'], { days: (4 * step) / DAY })
}

/** Whether an event is the act that is meant. */
export function isAct(
  { event, where }: ActPattern,
  { type, props }: Pick<LoggedEvent, 'type' | 'props'>,
): boolean {
  if (type !== event) return false
  return where === undefined || String(props[where.prop] ?? '') === where.equals
}

/** A reason that this module gives itself, beside those of the engine. */
export interface ModelReason {
  code: Reason['code'] | RolloutReason | 'cannot-estimate'
  text: Reason['text']
}

type RolloutReason = 'pretrend-moved' | 'pretrend-unknown' | 'few-accounts' | 'one-group'

const fewestAccounts = 20
/** As usual for such tests; what the pre-trend test can't see is said beside the result. */
const preTrendLevel = 0.05

/** Why a roll-out proves nothing; empty where it is a claim of grade B. */
export function judgeRollout(result: DidResult, groups: { since: number | null }[]): ModelReason[] {
  const { preTrendP, units } = result
  const fewest = Math.min(units.treated, units.untreated)
  const reasons: (ModelReason | false)[] = [
    preTrendP === null && {
      code: 'pretrend-unknown',
      text: {
        'zh-CN': '开始之前的时期太少，看不出两组原来是不是走得一样。',
        en: 'There are too few periods before it came to see whether the groups moved alike.',
      },
    },
    preTrendP !== null &&
      preTrendP < preTrendLevel && {
        code: 'pretrend-moved',
        text: {
          'zh-CN': '还没开始做，两组就已经走得不一样，之后的差别不能算在它头上。',
          en: 'The groups moved apart before it even came: what follows can’t be put down to it.',
        },
      },
    fewest < fewestAccounts && {
      code: 'few-accounts',
      text: {
        'zh-CN': `较小的一边只有 ${fewest} 个客户，少于 ${fewestAccounts} 个。`,
        en: `The smaller side has ${fewest} accounts, fewer than ${fewestAccounts}.`,
      },
    },
    groups.length < 4 && {
      code: 'one-group',
      text: {
        'zh-CN': `一共只有 ${groups.length} 个组。任何一个组自己的变化，都会被当成效果；至少要 4 个组。`,
        en: `There are ${groups.length} groups in all. Whatever else happened in one of them would pass for an effect; at least 4 are needed.`,
      },
    },
  ]
  return reasons.filter(each => each !== false)
}

/** What a worker found. */
export type Found =
  | { kind: 'adjusted'; result: CausalResult; treatedMean: number }
  | { kind: 'rollout'; result: DidResult; groups: { name: string; accounts: number; since: number | null }[] }
  | { kind: 'impossible'; text: Reason['text'] }

export function reasonsOf(found: Found): ModelReason[] {
  if (found.kind === 'impossible') return [{ code: 'cannot-estimate', text: found.text }]
  return found.kind === 'adjusted' ? found.result.reasons : judgeRollout(found.result, found.groups)
}
