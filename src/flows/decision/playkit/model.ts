import { AppError, type Locale } from '#kernel/error.ts'
import { type Binding, emptyFrame, type JsonObject, parseTemplate, renderTemplate } from '#lib/expr/index.ts'
import { errors, type KitContent, type Variant } from './api.ts'

/** Whom a kit is handed over for: facts by name, and what the texts may name beside them. */
export interface KitFacts {
  locale: Locale
  region: string | null
  industry: string | null
  customer: JsonObject
  person: JsonObject
  owner: JsonObject
}

const scope = new Map<string, Binding>([
  ['customer', { kind: 'profile' }],
  ['person', { kind: 'value', slot: 0 }],
  ['owner', { kind: 'value', slot: 1 }],
])

/** Refuses a text whose `{{ }}` doesn't parse, naming its place, and a kit without a variant for everybody. */
export function checkKit(content: KitContent): void {
  for (const [place, text] of textsOf(content)) {
    const parsed = parseTemplate(text)
    if (!parsed.ok) throw new AppError(errors['kit.text'], { place, fault: parsed.message.en })
  }
  if (
    !content.variants.some(
      ({ fit }) => fit.regions.length + fit.industries.length === 0 && fit.locale === null,
    )
  )
    throw new AppError(errors['kit.no-variant'])
}

function textsOf({ variants }: KitContent): [place: string, text: string][] {
  return variants.flatMap((variant, index) => [
    ...variant.scripts.map((item): [string, string] => [`variants[${index}] ${item.title}`, item.text]),
    ...variant.cases.map((item): [string, string] => [`variants[${index}] ${item.title}`, item.summary]),
    [`variants[${index}] summary`, variant.summary] as [string, string],
  ])
}

/**
 * The variant that fits best: none of its conditions may fail; of those left, the one that names the language, then the
 * industry, then the region, then the first.
 */
export function fittingVariant(
  content: KitContent,
  facts: Pick<KitFacts, 'locale' | 'region' | 'industry'>,
): Variant {
  const ranked = content.variants
    .map((variant, index) => ({ variant, index, rank: rankOf(variant, facts) }))
    .filter(item => item.rank >= 0)
    .sort((a, b) => b.rank - a.rank || a.index - b.index)
  return ranked[0]?.variant ?? content.variants[0]!
}

function rankOf({ fit }: Variant, facts: Pick<KitFacts, 'locale' | 'region' | 'industry'>): number {
  const within = (list: string[], value: string | null) =>
    list.length === 0 || (value !== null && list.includes(value))
  if (!within(fit.regions, facts.region) || !within(fit.industries, facts.industry)) return -1
  if (fit.locale !== null && fit.locale !== facts.locale) return -1
  return (fit.locale ? 4 : 0) + (fit.industries.length > 0 ? 2 : 0) + (fit.regions.length > 0 ? 1 : 0)
}

/** Puts the customer's facts into the texts of a variant; what isn't known stands as `—`. */
export function fillVariant(variant: Variant, facts: KitFacts): Variant {
  const frame = emptyFrame()
  frame.profile = facts.customer
  frame.values = [facts.person, facts.owner]
  const fill = (text: string): string => {
    const parsed = parseTemplate(text)
    return parsed.ok ? renderTemplate(parsed.template, scope, facts.locale)(frame).text : text
  }
  return {
    ...variant,
    summary: fill(variant.summary),
    scripts: variant.scripts.map(item => ({ title: fill(item.title), text: fill(item.text) })),
    cases: variant.cases.map(item => ({ ...item, summary: fill(item.summary) })),
    matrix: variant.matrix && {
      columns: variant.matrix.columns.map(fill),
      rows: variant.matrix.rows.map(row => ({ label: fill(row.label), cells: row.cells.map(fill) })),
    },
  }
}
