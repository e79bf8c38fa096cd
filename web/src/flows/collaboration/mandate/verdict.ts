import type { Approver, MeasureVerdict, Verdict } from '#collaboration/mandate/api.ts'
import type { Locale, Say, TextKey } from '../../../app/i18n.ts'
import type { mandateTexts } from './texts.ts'
import { distanceText, isFlag, limitText, measureName, measureValue } from './words.ts'

type Speak = Say<TextKey<typeof mandateTexts>>

const nameOf = ({ name, for: other }: Approver, say: Speak) =>
  other ? say('forSomebody', { name, other: other.name }) : name

/** Everybody whose yes is needed: 王思远或周海宁，并要方哲. */
export function peopleText(steps: Verdict['steps'], say: Speak): string {
  return steps
    .map(({ people }) => people.map(person => nameOf(person, say)).join(say('orOne')))
    .join(say('andAlso'))
}

/** What nobody may allow, by name. */
export const blockedText = ({ blocked }: Verdict, locale: Locale): string =>
  blocked.map(measure => measureName(measure, locale)).join(locale === 'en' ? ', ' : '、')

/** The answer on one line. */
export function headline(verdict: Verdict, say: Speak, locale: Locale): string {
  if (verdict.inside) return say('inside')
  if (verdict.blocked.length > 0) return say('blocked', { measures: blockedText(verdict, locale) })
  return say('outside', { names: peopleText(verdict.steps, say) })
}

/** What a measure comes to, and how it stands to the limit. */
export function measureText(
  { measure, value, limit, inside, by, hidden }: MeasureVerdict,
  say: Speak,
  locale: Locale,
): { value: string; limit: string; state: string } {
  const state = inside ? say('within') : say('over')
  if (hidden) return { value: '', limit: '', state }
  const unknown = measure === 'liability' ? say('noLimit') : say('cantKnow')
  const shown = value === null ? unknown : isFlag(measure) ? '' : measureValue(measure, value, locale)
  if (by !== null && !inside) {
    const distance = say(measure === 'margin' ? 'underBy' : 'overBy', {
      by: distanceText(measure, by, locale),
    })
    return { value: shown, limit: ofLimit(measure, limit, say, locale), state: distance }
  }
  return { value: shown, limit: inside ? '' : ofLimit(measure, limit, say, locale), state }
}

function ofLimit(
  measure: MeasureVerdict['measure'],
  limit: number | null | undefined,
  say: Speak,
  locale: Locale,
): string {
  if (limit === undefined) return say('noRow')
  if (limit === null) return say('noLimit')
  const text = limitText(measure, limit, locale).slice(2)
  return say(measure === 'margin' ? 'lowerLimit' : 'upperLimit', { limit: text })
}
