import { AppError } from '#kernel/error.ts'
import type { Instant } from '#kernel/time.ts'
import { nameVariants, normaliseName, parseCompanyName } from '#lib/match/company-name.ts'
import { creditCodeFault, normaliseCreditCode } from '#lib/match/credit-code.ts'
import { pinyinOf, searchEntry } from '#lib/match/search-text.ts'
import { compareNames, LIKELY_DUPLICATE, ownCharacters } from '#lib/match/similar-name.ts'
import { type DuplicateHint, errors, type Fact } from './api.ts'

/** The columns by which an account is found and sorted; they follow its names and code. */
export function searchColumns(names: {
  name: string
  shortName?: string | null
  creditCode?: string | null
}) {
  const normal = normaliseName(names.name)
  const spoken = nameVariants(names.name).filter(variant => !normal.includes(variant))
  const entry = searchEntry([names.name, names.shortName ?? '', names.creditCode ?? '', ...spoken])
  return {
    nameSort: pinyinOf(names.name).sort,
    nameKey: parseCompanyName(names.name).core,
    grams: entry.grams,
    searchText: entry.text,
  }
}

const codeErrors = {
  length: errors['account.code-length'],
  character: errors['account.code-character'],
  authority: errors['account.code-authority'],
  division: errors['account.code-character'],
  check: errors['account.code-check'],
}

/** A credit code in its stored form; empty becomes null. @throws account.code-… saying what is wrong with it */
export function checkedCreditCode(input: string | null): string | null {
  if (input === null || input.trim() === '') return null
  const fault = creditCodeFault(input)
  if (fault) throw new AppError(codeErrors[fault.fault], { ...fault })
  return normaliseCreditCode(input)
}

export interface FactChange extends Partial<Pick<Fact, 'group' | 'unit' | 'source'>> {
  name: string
  value: Fact['value'] | null
}

/** Puts a fact where its name stands, or at the end of its group; a null value takes it away. */
export function changedFacts(facts: readonly Fact[], change: FactChange, now: Instant): Fact[] {
  const before = facts.find(fact => fact.name === change.name)
  if (change.value === null) return facts.filter(fact => fact !== before)
  const after: Fact = {
    name: change.name,
    value: change.value,
    group: change.group ?? before?.group ?? '',
    unit: change.unit === undefined ? (before?.unit ?? null) : change.unit,
    source: change.source ?? '',
    at: now,
  }
  if (!before && facts.length >= 100) throw new AppError(errors['account.too-many-facts'])
  return before ? facts.map(fact => (fact === before ? after : fact)) : [...facts, after]
}

export interface DuplicateCandidate {
  id: string
  name: string
  shortName: string | null
  creditCode: string | null
  ownerId: string | null
  visible: boolean
}

/** Ranks candidates by how likely each is the account being entered; keeps the likely ones, at most 5. */
export function duplicateHints(
  entered: { name: string; creditCode: string | null },
  candidates: readonly DuplicateCandidate[],
): DuplicateHint[] {
  return candidates
    .map(candidate => hintFor(entered, candidate))
    .filter(hint => hint.score >= LIKELY_DUPLICATE)
    .sort((a, b) => b.score - a.score)
    .slice(0, 5)
}

function hintFor(
  entered: { name: string; creditCode: string | null },
  candidate: DuplicateCandidate,
): DuplicateHint {
  const names = [candidate.name, ...(candidate.shortName ? [candidate.shortName] : [])]
  const [best] = names.map(name => compareNames(entered.name, name)).sort((a, b) => b.score - a.score)
  const sameCode = entered.creditCode !== null && entered.creditCode === candidate.creditCode
  const reasons = best!.reasons.filter(
    reason => reason !== 'other-ordinal' && reason !== 'other-region' && reason !== 'other-branch',
  )
  return {
    id: candidate.visible ? candidate.id : null,
    name: candidate.name,
    ownerId: candidate.ownerId,
    score: sameCode ? 1 : best!.score,
    reasons: sameCode ? ['same-code', ...reasons] : reasons,
  }
}

/** Bigrams to look candidates up by: of the name's own part and its short forms, without words that many names share. */
export function tellingBigrams(name: string): string[] {
  const { core } = parseCompanyName(name)
  const bigrams = [core, ...nameVariants(name)].flatMap(text => {
    const characters = [...text]
    return characters.slice(1).map((character, i) => characters[i]! + character)
  })
  return [...new Set(bigrams)].filter(gram => ownCharacters(gram) > 0).slice(0, 24)
}

/** Attributes of an account by name, as expressions see them. Missing values are left out. */
export type Profile = Record<string, string | number | boolean | string[]>

export interface ProfileSource {
  name: string
  shortName: string | null
  industry: string | null
  tier: string | null
  priority: string | null
  ownerId: string | null
  tags: string[]
  score: number | null
  facts: Fact[]
}

/** Fixed attributes win over facts of the same name. */
export function profileOf(row: ProfileSource, region: string | null): Profile {
  const facts = row.facts.map(fact => [fact.name, fact.value] as const)
  const { name, shortName, industry, tier, priority, ownerId, tags, score } = row
  const fixed = Object.entries({
    name,
    shortName,
    industry,
    tier,
    priority,
    owner: ownerId,
    tags,
    score,
    region,
  })
  return Object.fromEntries([...facts, ...fixed.filter(([, value]) => value !== null)]) as Profile
}

/** What a source says about an account; `facts` gets those there are and answers those that shall be. */
export interface SourceFields {
  name: string | null
  industry: string | null
  website: string | null
  address: string | null
  facts: (current: readonly Fact[]) => Fact[]
}

/** Fields that a source may set: the empty ones, and the name of what nobody has named yet. */
export function filledFields(
  row: {
    placeholder: boolean
    industry: string | null
    website: string | null
    address: string | null
    facts: Fact[]
  },
  said: SourceFields,
) {
  return {
    ...(row.placeholder && said.name && { name: said.name, placeholder: false }),
    ...(row.industry === null && said.industry && { industry: said.industry }),
    ...(row.website === null && said.website && { website: said.website }),
    ...(row.address === null && said.address && { address: said.address }),
    facts: said.facts(row.facts),
  }
}
