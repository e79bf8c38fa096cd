import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { JourneyAnswer, JourneyQuestion, Touch } from '#kernel/ports/lake.ts'
import { DAY, type Instant } from '#kernel/time.ts'
import { wilson } from '#lib/attribution/index.ts'
import { type BoardAnswer, type BoardSettings, type BoardTouch, errors, grade } from './api.ts'
import { toPropTest } from './condition.ts'

const longest = 1_096 * DAY

/**
 * A board's settings as a question to the lake.
 * @param customers only these; everybody if left out
 * @throws AppError for a period or a condition that can't be answered
 */
export function questionOf(
  settings: BoardSettings,
  now: Instant,
  customers: Id[] | undefined,
): JourneyQuestion {
  const { touches, success, windowDays, period } = settings
  const { from, to } = 'days' in period ? { from: now - period.days * DAY, to: now } : period
  if (from >= to || to - from > longest) throw new AppError(errors['journey.period'])
  return {
    from,
    to,
    windowMs: windowDays * DAY,
    touches: touches.map(touchOf),
    ...(success && { success: touchOf(success) }),
    ...(customers && { customers }),
  }
}

function touchOf({ event, where, aside }: BoardTouch): Touch {
  return { event, ...(where !== '' && { where: toPropTest(event, where) }), ...(aside && { aside }) }
}

/** What the screen shows: rates with their intervals, and the grade of evidence. */
export function viewOf({ from, to }: JourneyQuestion, answer: JourneyAnswer): BoardAnswer {
  const began = answer.funnel[0]?.reached ?? 0
  return {
    ...answer,
    from,
    to,
    grade,
    absorption: rate(answer.conversions, answer.journeys),
    credits: answer.credits.map(credit => ({ ...credit, rate: rate(credit.conversions, credit.journeys) })),
    funnel: answer.funnel.map(({ reached, gap }, step) => ({
      reached,
      gap,
      ofFirst: rate(reached, began),
      ofBefore: rate(reached, answer.funnel[step - 1]?.reached ?? began),
    })),
  }
}

function rate(part: number, whole: number) {
  const [low, high] = wilson(part, whole)
  return { value: whole === 0 ? 0 : part / whole, low, high }
}
