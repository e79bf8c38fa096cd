import type { Act, Evidence as EvidenceData } from '#decision/intent/api.ts'
import type { DecisionView, SuggestionDetail, SuggestionView } from '#decision/suggestion/api.ts'
import { DAY, HOUR } from '#kernel/time.ts'
import { type Locale, pick, type Say, type TextKey } from '../../../app/i18n.ts'
import { dayName, daysAgo, money, percent, timeOfDay, weekday } from '../../../ui/format.ts'
import type { Evidence, Suggestion } from '../../../ui/types.ts'
import type { suggestionTexts } from './texts.ts'

type Words = Say<TextKey<typeof suggestionTexts>>

/** A suggestion as its card shows it. */
export function cardOf(s: SuggestionView, locale: Locale, say: Words): Suggestion {
  return {
    id: s.id,
    priority: s.priority,
    account: s.accountName ?? say('noAccount'),
    ...(s.accountId ? { accountHref: `/accounts/${s.accountId}` } : {}),
    ...(s.amount !== null ? { context: money(Math.round(s.amount * 100), locale) } : {}),
    title: pick(s.title, locale),
    reason: pick(s.reason, locale),
    estimate: s.estimate,
    dueAt: s.expiresAt,
  }
}

interface About {
  account: string
  accountId: string | null
  title: string
  notes: Evidence['notes']
  recordHref?: string
}

/** The acts and the sum as the sheet shows them. Who gave no permission is "someone at the account". */
export function evidenceOf(e: EvidenceData, about: About, locale: Locale, say: Words): Evidence {
  const behaviour =
    e.acts.reduce((sum, act) => sum + act.weight, 0) +
    e.absences.reduce((sum, gap) => sum + gap.weight, 0) +
    e.others.weight
  return {
    title: about.title,
    account: about.account,
    asOf: e.at,
    acts: e.acts.toSorted((a, b) => b.at - a.at).map(act => actOf(act, about, locale, say)),
    absences: e.absences.map(gap => ({
      duration: spanOf(gap.to - gap.from, say),
      since: gap.from,
      title: pick(gap.title, locale),
      ...(gap.name ? { detail: pick(gap.name, locale) } : {}),
      weight: gap.weight,
    })),
    ...(e.others.count > 0
      ? {
          others: {
            ...e.others,
            ...(about.accountId ? { href: `/accounts/${about.accountId}` } : {}),
          },
        }
      : {}),
    prior: { detail: say('priorDetail', { value: percent(e.prior.value) }), logOdds: e.prior.logOdds },
    behaviour: {
      detail: say(e.absences.length > 0 ? 'actsAndSilence' : 'actsDetail', { count: e.count }),
      logOdds: behaviour,
    },
    profile: {
      detail: e.profile.map(term => pick(term.name, locale)).join(say('comma')) || say('noProfile'),
      logOdds: e.profile.reduce((sum, term) => sum + term.weight, 0),
    },
    estimate: e.total,
    ...(e.calibration ? { calibrated: true } : {}),
    outcome: say('chanceOf', { target: pick(e.target, locale) }),
    notes: e.calibration
      ? [calibrationNote(e, e.calibration.uncalibrated, say), ...about.notes]
      : about.notes,
    ...(about.recordHref ? { recordHref: about.recordHref } : {}),
  }
}

/** The last step from the sum to the chance shown, said as such. */
function calibrationNote(e: EvidenceData, uncalibrated: number, say: Words): Evidence['notes'][number] {
  const text = say('calibrationNote', { before: percent(uncalibrated), after: percent(e.total.value) })
  return { label: say('calibration'), text }
}

function actOf(act: Act, about: About, locale: Locale, say: Words): Evidence['acts'][number] {
  const title = pick(act.title, locale)
  const place = [
    act.page === null ? '' : say('onPage', { page: act.page }),
    act.section && !title.includes(act.section) ? say('inSection', { section: act.section }) : '',
  ]
    .filter(Boolean)
    .join(locale === 'en' ? ', ' : '')
  return {
    id: act.eventId,
    at: act.at,
    title,
    parts: [personOf(act, about.account, say), deviceOf(act.device, say), place].filter(Boolean),
    weight: act.weight,
    ...(act.seconds === null ? {} : { seconds: act.seconds }),
  }
}

/** Who did it; the account itself for public acts. */
export function personOf(act: Pick<Act, 'person'>, account: string, say: Words): string {
  if (!act.person) return account
  if (act.person.name) return act.person.name
  return say('someoneAt', { account })
}

/** The devices that the viewer tells apart; anything else as it was sent. */
export function deviceOf(device: string | null, say: Words): string {
  if (device === 'phone' || device === 'tablet' || device === 'desktop') return say(device)
  return device ?? ''
}

/** "7 天", "5 小时". */
export function spanOf(ms: number, say: Words): string {
  if (ms >= DAY) return say('days', { count: Math.round(ms / DAY) })
  return say('hours', { count: Math.max(1, Math.round(ms / HOUR)) })
}

/** Strategy, consent and experiment in a line each. */
export function notesOf({ suggestion: s, notes }: SuggestionDetail, say: Words): Evidence['notes'] {
  const named = notes.persons.flatMap(person => (person.name ? [person.name] : []))
  return [
    {
      label: say('strategy'),
      text: s.strategy
        ? say('strategyNote', {
            name: notes.strategyName ?? s.strategy.id,
            version: s.strategy.version,
            time: timeOfDay(notes.firedAt),
          })
        : say('scoreNote', { time: timeOfDay(notes.firedAt) }),
    },
    { label: say('consent'), text: consentNote(named, notes.heldBack, say) },
    ...(notes.arm ? [{ label: say('experiment'), text: armNote(notes.arm.id, notes.arm.holdout, say) }] : []),
  ]
}

export function consentNote(named: string[], heldBack: number, say: Words): string {
  const agreed = named.length > 0 ? say('agreed', { names: named.join(say('listComma')) }) : ''
  const held = heldBack > 0 ? say('heldBack', { count: heldBack }) : ''
  return [agreed, held].filter(Boolean).join(say('semicolon')) || say('noPersonActs')
}

export function armNote(arm: string, holdout: number, say: Words): string {
  if (holdout === 0) return say('armAll')
  return say('armNote', {
    arm: arm === 'then' ? say('armTreatment') : arm,
    share: percent(1 - holdout),
    holdout: percent(holdout),
  })
}

/** A time to come, in words: "今天 17:00", "周四 09:00". */
export function when(at: number, now: number, locale: Locale): string {
  const ahead = -daysAgo(at, now)
  const day = ahead >= 2 && ahead <= 6 ? weekday(at, locale) : dayName(at, now, locale)
  return `${day} ${timeOfDay(at, false)}`
}

/** Puts the names back to the labels of a record; a person who was erased stays somebody. */
export function namedEvidence(e: EvidenceData, persons: DecisionView['persons']): EvidenceData {
  const acts = e.acts.map(act =>
    act.person?.name
      ? { ...act, person: persons[act.person.name] ?? { ...act.person, name: null, withheld: true } }
      : act,
  )
  return { ...e, acts }
}
