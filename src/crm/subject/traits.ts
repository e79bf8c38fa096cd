import type { Fact } from '#crm/account/api.ts'
import { parsePhone } from '#lib/match/phone.ts'

/** What a source says about somebody: Segment's traits, or columns of a file. */
export type Traits = Record<string, unknown>

const text = (value: unknown, most: number): string | null => {
  const trimmed = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
  return trimmed === '' ? null : trimmed.slice(0, most)
}

export interface ContactTraits {
  name: string | null
  title: string | null
  email: string | null
  phone: string | null
  wechat: string | null
}

/** The traits of a person that a contact has a place for (Segment's identify: name, firstName, lastName, email, phone, title). */
export function contactTraits(traits: Traits): ContactTraits {
  const [first, last] = [text(traits.firstName, 40), text(traits.lastName, 40)]
  const joined =
    first && last
      ? /\p{Script=Han}/u.test(first + last)
        ? last + first
        : `${first} ${last}`
      : (first ?? last)
  const email = text(traits.email, 254)
  const phone = text(traits.phone, 40)
  return {
    name: text(traits.name, 80) ?? joined,
    title: text(traits.title, 80),
    email: email && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? email.toLowerCase() : null,
    phone: phone ? parsePhone(phone).normal : null,
    wechat: text(traits.wechat, 60),
  }
}

export interface AccountTraits {
  name: string | null
  industry: string | null
  website: string | null
  address: string | null
  facts: Fact[]
}

const fixed = new Set(['name', 'industry', 'website', 'address', 'avatar', 'id', 'createdAt'])

/** The traits of a company: those an account has a place for, the rest as facts of the source (at most 40, scalars only). */
export function accountTraits(traits: Traits, source: string, at: number): AccountTraits {
  const website = text(traits.website, 300)
  const facts = Object.entries(traits)
    .filter(
      ([name, value]) =>
        !fixed.has(name) && name.length <= 40 && ['string', 'number', 'boolean'].includes(typeof value),
    )
    .slice(0, 40)
    .map(([name, value]) => ({
      name,
      group: '',
      value: typeof value === 'string' ? value.slice(0, 500) : (value as number | boolean),
      unit: null,
      source,
      at,
    }))
  return {
    name: text(traits.name, 120),
    industry: text(traits.industry, 40),
    website: website && /^https?:\/\//i.test(website) && URL.canParse(website) ? website : null,
    address: text(traits.address, 200),
    facts,
  }
}

/** Facts with those of a source renewed; what a person or another source said under the same name stays. */
export function renewedFacts(facts: readonly Fact[], said: readonly Fact[], source: string): Fact[] {
  const byName = new Map(facts.map(fact => [fact.name, fact]))
  for (const fact of said) {
    const before = byName.get(fact.name)
    if (before && (before.source !== source || before.value === fact.value)) continue
    byName.set(fact.name, { ...fact, group: before?.group ?? '', unit: before?.unit ?? null })
  }
  return [...byName.values()].slice(0, 100)
}
