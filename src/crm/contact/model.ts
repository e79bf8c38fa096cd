import { AppError } from '#kernel/error.ts'
import { maskPhone, parsePhone } from '#lib/match/phone.ts'
import { pinyinOf, searchEntry } from '#lib/match/search-text.ts'
import { errors } from './api.ts'

/** The columns by which a contact is found and sorted. Phones are no part of it: searching would reveal them. */
export function searchColumns(name: string) {
  const entry = searchEntry([name], true)
  return { nameSort: pinyinOf(name, true).sort, grams: entry.grams, searchText: entry.text }
}

/**
 * Phones as they are stored, from a form that was filled with masked ones: each masked entry takes the first stored
 * number that looks like it and isn't taken yet.
 * @throws contact.phone-masked for a masked entry that stands for none
 */
export function storedPhones(entered: readonly string[], stored: readonly string[]): string[] {
  const left = [...stored]
  const phones = entered.map(entry => {
    if (!entry.includes('*')) return parsePhone(entry).normal
    const at = left.findIndex(phone => maskPhone(phone) === entry)
    if (at < 0) throw new AppError(errors['contact.phone-masked'], { phone: entry })
    return left.splice(at, 1)[0]!
  })
  return [...new Set(phones)]
}

/** What a source says about a person. */
export interface ContactSource {
  name?: string | null
  title?: string | null
  email?: string | null
  phone?: string | null
  wechat?: string | null
  accountId?: string
  /** Whether the source may take the person out of the account they are in. */
  moves?: boolean
}

interface Fillable {
  placeholder: boolean
  title: string | null
  email: string | null
  wechat: string | null
  phones: string[]
  accountId: string | null
}

/** Fields that a source may set: the empty ones, the name of what nobody has named yet, one more phone. */
export function filledFields(row: Fillable, said: ContactSource) {
  const joins = said.accountId !== undefined && (row.accountId === null || said.moves === true)
  return {
    ...(row.placeholder && said.name && { name: said.name, placeholder: false }),
    ...(row.title === null && said.title && { title: said.title }),
    ...(row.email === null && said.email && { email: said.email }),
    ...(row.wechat === null && said.wechat && { wechat: said.wechat }),
    ...(said.phone && row.phones.length < 8 && { phones: [...new Set([...row.phones, said.phone])] }),
    ...(joins && { accountId: said.accountId }),
  }
}
