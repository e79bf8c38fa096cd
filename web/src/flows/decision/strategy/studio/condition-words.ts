import type { Locale } from '#kernel/error.ts'
import { isGroup, literalValue, type Rule, type RuleGroup, rulesOf } from './cel-rules.ts'
import { fieldWords, valueWords } from './vocabulary.ts'

type Both = [zh: string, en: string]

/** What a condition is about, where the general words for a field don't say it. */
const fields: Record<string, Both> = {
  'e.props.to': ['换到', 'to'],
  'e.props.from': ['原阶段', 'from'],
  'e.props.seconds': ['停留', 'stayed'],
}

/** A yes or no, said as what is the case. */
const flags: Record<string, Both> = {
  'e.props.again': ['再次打开', 'opened again'],
  'customer.budgetApproved': ['客户预算已批', 'the budget is approved'],
  'customer.预算已批': ['客户预算已批', 'the budget is approved'],
  'customer.openOpportunity': ['有进行中的商机', 'has an open opportunity'],
  'customer.competitorInstalled': ['在用竞品', 'uses a competitor’s product'],
}

const stages: Record<string, Both> = {
  discover: ['发现', 'Discovery'],
  proposal: ['方案', 'Proposal'],
  quote: ['报价', 'Quote'],
  negotiation: ['谈判', 'Negotiation'],
  won: ['赢单', 'Won'],
  lost: ['丢单', 'Lost'],
}

/** Values whose words depend on the field. */
const values: Record<string, Record<string, Both>> = {
  'e.props.to': stages,
  'e.props.from': stages,
  'e.props.outcome': {
    advanced: ['往前推进', 'moved on'],
    won: ['赢单', 'won'],
    unchanged: ['没变化', 'unchanged'],
    blocked: ['受阻', 'blocked'],
    lost: ['丢单', 'lost'],
  },
}

/**
 * A CEL condition as short words for a chip or a row: "停留 ≥ 30 秒", "to: Quote".
 * @returns undefined where it is more than comparisons; then the expression itself is shown
 */
export function conditionWords(where: string, locale: Locale): string | undefined {
  const group = rulesOf(where)
  return group && groupWords(group, locale)
}

const of = (both: Both, locale: Locale) => both[locale === 'en' ? 1 : 0]

function groupWords(group: RuleGroup, locale: Locale): string {
  const said = [
    ...new Set(
      group.rules.map(rule => (isGroup(rule) ? `（${groupWords(rule, locale)}）` : ruleWords(rule, locale))),
    ),
  ]
  const joint: Both = group.combinator === 'and' ? ['，', ', '] : [' 或 ', ' or ']
  const text = said.join(of(joint, locale))
  const whole = group.not ? of([`不是（${text}）`, `not (${text})`], locale) : text
  return locale === 'en' ? whole.replaceAll('（', '(').replaceAll('）', ')') : whole
}

/** `customer['tier']` → `customer.tier`, so that a field has one name. */
const plain = (field: string) => field.replace(/\[\s*(['"])(.*?)\1\s*\]/g, '.$2')

function ruleWords(rule: Rule, locale: Locale): string {
  const key = plain(rule.field)
  const flag = flags[key]
  if (flag && rule.operator === '==' && rule.value === 'true') return of(flag, locale)
  const { unit, ...names } = fieldWords(rule.field)
  const name = of(fields[key] ?? flag ?? [names['zh-CN'], names.en], locale)
  const one = (literal: string) => valueName(key, literalValue(literal) ?? literal, locale)
  const numeric = typeof literalValue(rule.value) === 'number'
  const amount = unit ? ` ${unit[locale]}` : ''
  switch (rule.operator) {
    case 'exists':
      return of([`有${name}`, `has ${name}`], locale)
    case 'missing':
      return of([`没有${name}`, `no ${name}`], locale)
    case 'among': {
      const list = rule.value.split(/,\s*/).map(one)
      return `${name}${of(['：', ': '], locale)}${list.join(of(['、', ' / '], locale))}`
    }
    case 'holds':
    case 'contains':
      return of([`${name}含${one(rule.value)}`, `${name} includes ${one(rule.value)}`], locale)
    case 'startsWith':
      return of([`${name}以${one(rule.value)}开头`, `${name} begins with ${one(rule.value)}`], locale)
    case 'endsWith':
      return of([`${name}以${one(rule.value)}结尾`, `${name} ends with ${one(rule.value)}`], locale)
    case '==':
      return numeric
        ? `${name} = ${rule.value}${amount}`
        : `${name}${of(['：', ': '], locale)}${one(rule.value)}`
    default: {
      const signs = { '!=': '≠', '>=': '≥', '<=': '≤', '>': '>', '<': '<' }
      return `${name} ${signs[rule.operator]} ${numeric ? rule.value + amount : one(rule.value)}`
    }
  }
}

function valueName(field: string, value: string | number | boolean | null, locale: Locale): string {
  if (value === true) return of(['是', 'yes'], locale)
  if (value === false) return of(['否', 'no'], locale)
  if (typeof value !== 'string') return String(value)
  const own = values[field]?.[value]
  return own ? of(own, locale) : (valueWords(value)?.[locale] ?? value)
}
