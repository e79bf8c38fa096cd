import type { Say } from '../app/i18n.ts'
import type { CrmText } from './texts.ts'

/** A contact's name; somebody known only by a tracker's id is called a visitor. */
export function personName(person: { name: string; placeholder: boolean }, say: Say<CrmText>): string {
  if (!person.placeholder) return person.name
  return say('visitor', { id: person.name.replace(/[^0-9a-z]/gi, '').slice(-4) || person.name })
}
