import { type Doc, isAbsence, kindOfMeasure, listOf, recordOf, textOf, typesOf } from '../doc.ts'
import { isGroup, literalValue, type Rule, type RuleGroup, rulesOf } from './cel-rules.ts'
import { durationFromSeconds, durationOf, shortTemplate, type Told, textValue, told } from './phrase.ts'
import type { Names } from './sentence.ts'
import { fieldWords } from './vocabulary.ts'

// How English says it. Each function says one part of the sentence, without capital and full stop.

const duration = (value: unknown) => durationOf(value).en

const subjects: Record<string, string> = {
  customer: 'a customer',
  person: 'a contact',
  opportunity: 'somebody on an opportunity',
}

/** What one of the watched is called: customer, contact. */
export function keyName(key: unknown): string {
  const text = textOf(key ?? 'customer')
  const names: Record<string, string> = {
    customer: 'customer',
    person: 'contact',
    opportunity: 'opportunity',
  }
  return names[text] ?? `“${text.replace(/^props\./, '')}”`
}

const withArticle = (noun: string) => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`

function noun({ words, type, object }: Told): string {
  if (!words) return `“${type}” event`
  if (object === undefined) return words.en.noun
  const named = textValue(object, 'en')
  const own = /^“/.test(named) ? `${named} ${words.en.noun}` : named
  return words.en.noun.endsWith('section') && own === named ? `${named} section` : own
}

const aboutOf = ({ about }: Told) => (about === undefined ? '' : ` on ${textValue(about, 'en')}`)
const participle = ({ words }: Told) => words?.en.participle ?? 'recorded'
/** a tender · an article on “localisation” */
const thing = (one: Told) => `${withArticle(noun(one))}${aboutOf(one)}`

function happens(one: Told, key: unknown): string {
  if (!one.words) return `${thing(one)} comes in${rest(one)}`
  const they = subjects[textOf(key ?? 'customer')] ?? 'somebody'
  const object =
    one.words.en.noun.endsWith('section') && one.object !== undefined
      ? textValue(one.object, 'en')
      : noun(one)
  const active = /a section of/.test(one.words.en.active) && one.object === undefined ? 'document' : object
  return (
    one.words.en.active.replace('{they}', they).replace('{o}', `${withArticle(active)}${aboutOf(one)}`) +
    rest(one)
  )
}

/** (time spent is at least 20 seconds) */
function rest({ rules, text }: Told): string {
  if (text !== undefined) return ` (where “${text}” holds)`
  return rules.length === 0 ? '' : ` (${rules.map(ruleWords).join(', ')})`
}

const comparisons: Record<string, string> = {
  '==': 'is',
  '!=': 'is not',
  '>=': 'is at least',
  '>': 'is more than',
  '<=': 'is at most',
  '<': 'is less than',
  holds: 'includes',
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
  among: 'is',
}

/** One rule: kind is tender. */
export function ruleWords(rule: Rule): string {
  const field = fieldWords(rule.field)
  if (rule.operator === 'exists') return `${field.en} is given`
  if (rule.operator === 'missing') return `${field.en} is not given`
  if (rule.value === 'null') return `${field.en} is ${rule.operator === '==' ? 'not ' : ''}given`
  return `${field.en} ${comparisons[rule.operator]} ${valueText(rule, field.unit?.en)}`
}

function valueText({ field, operator, value }: Rule, unit: string | undefined): string {
  if (operator === 'among')
    return value
      .split(/,\s*(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/)
      .map(one => oneValue(one, field, unit))
      .join(' or ')
  return oneValue(value, field, unit)
}

function oneValue(text: string, field: string, unit: string | undefined): string {
  const value = literalValue(text)
  if (typeof value === 'string') return textValue(value, 'en')
  if (typeof value === 'number' && field === 'customer.score') return `${Number((value * 100).toFixed(1))}%`
  return `${text}${unit === undefined ? '' : ` ${unit}`}`
}

/** when …: what happens, step by step. */
export function whenWords(doc: Doc): string {
  const steps = listOf(doc.when).map(recordOf)
  if (steps.length === 0) return '(no step yet)'
  const said = steps.map((step, index) => {
    if (isAbsence(step)) return absenceWords(step, index === steps.length - 1)
    return `${index === 0 ? '' : 'then '}${eventStepWords(step, doc.key)}`
  })
  const within = doc.within === undefined ? '' : ` (from first to last within ${duration(doc.within)})`
  return said.join(', ') + within
}

function told1(types: string[], where: unknown): { each: Told[]; shared: string } {
  const text = where === undefined ? undefined : textOf(where)
  const each = types.map(type => told(type, types.length === 1 ? text : undefined))
  return { each, shared: types.length > 1 && text !== undefined ? rest(told('', text)) : '' }
}

function eventStepWords(step: Doc, key: unknown): string {
  const { each, shared } = told1(typesOf(step.event), step.where)
  const said = each.map(one => happens(one, key)).join(' or ') || '(no event chosen yet)'
  const times = typeof step.times === 'number' && step.times > 1 ? ` ${step.times} times` : ''
  return `${said}${shared}${times}`
}

function absenceWords(step: Doc, last: boolean): string {
  const { each, shared } = told1(typesOf(step.absent), step.where)
  const nothing = each
    .map(one => `no ${noun(one)}${aboutOf(one)} is ${participle(one)}${rest(one)}`)
    .join(' and ')
  return `${last ? 'and then' : 'then'} for ${duration(step.for)} ${nothing || '(no event chosen yet)'}${shared}`
}

/** if …: one condition. */
export function conditionWords(doc: Doc, text: string): string {
  const group = rulesOf(text)
  return group && group.rules.length > 0 ? groupWords(doc, group) : `“${text}” holds`
}

function groupWords(doc: Doc, { combinator, not, rules }: RuleGroup): string {
  const said = rules.map(rule => {
    if (!isGroup(rule)) return conditionRule(doc, rule)
    return rule.not || rule.rules.length === 1 ? groupWords(doc, rule) : `(${groupWords(doc, rule)})`
  })
  const joined = said.join(combinator === 'and' ? ' and ' : ' or ')
  return not ? `it is not so that (${joined})` : joined
}

function conditionRule(doc: Doc, rule: Rule): string {
  const measures = recordOf(doc.measures)
  if (!Object.hasOwn(measures, rule.field)) return ruleWords(rule)
  return measureRule(recordOf(measures[rule.field]), rule) ?? ruleWords(rule)
}

const amounts: Record<string, string> = {
  '==': 'exactly',
  '!=': 'other than',
  '>=': 'at least',
  '>': 'more than',
  '<=': 'at most',
  '<': 'less than',
}

/** no tender was opened in the past 7 days; undefined for what it can't say. */
function measureRule(measure: Doc, rule: Rule): string | undefined {
  const kind = kindOfMeasure(measure)
  if (!kind) return undefined
  const one = told(textOf(measure[kind]), measure.where === undefined ? undefined : textOf(measure.where))
  const window = measure.window === undefined ? '' : ` in the past ${duration(measure.window)}`
  const was = `was ${participle(one)}${rest(one)}`
  const value = literalValue(rule.value)
  if (value === null && rule.operator === '==')
    return `no ${noun(one)}${aboutOf(one)} ${was}${window || ' so far'}`
  if (value === null && rule.operator === '!=') return `${thing(one)} ${was}${window}`
  const amount = amounts[rule.operator]
  if (typeof value !== 'number' || amount === undefined) return undefined
  switch (kind) {
    case 'count':
      return countRule(one, rule.operator, value, window)
    case 'since':
      return `${thing(one)} was last ${participle(one)} ${amount} ${duration(durationFromSeconds(value))} ago${rest(one)}${window && `, counting only those${window}`}`
    case 'distinct': {
      const things =
        measure.of === 'person'
          ? value === 1
            ? 'person'
            : 'different people'
          : `different values of ${ofWords(measure.of)}`
      return measure.of === 'person'
        ? `${thing(one)} ${was} by ${amount} ${value} ${things}${window}`
        : `${amount} ${value} ${things} came with ${thing(one)} that ${was}${window}`
    }
    default: {
      const unit = fieldWords(`e.${textOf(measure.of)}`).unit?.en
      const total = kind === 'sum' ? 'total' : 'highest'
      return `the ${total} ${ofWords(measure.of)} whenever ${thing(one)} ${was}${window} is ${amount} ${value}${unit ? ` ${unit}` : ''}`
    }
  }
}

const ofWords = (of: unknown) =>
  of === 'customer' || of === 'opportunity'
    ? of
    : of === 'person'
      ? 'contact'
      : fieldWords(`e.${textOf(of)}`).en

function countRule(one: Told, operator: string, value: number, window: string): string {
  const isSome =
    (operator === '>' && value === 0) ||
    (operator === '>=' && value === 1) ||
    (operator === '!=' && value === 0)
  const isNone =
    (operator === '==' && value === 0) ||
    (operator === '<' && value === 1) ||
    (operator === '<=' && value === 0)
  const was = `was ${participle(one)}${rest(one)}`
  if (isSome) return `${thing(one)} ${was}${window || ' before'}`
  if (isNone) return `no ${noun(one)}${aboutOf(one)} ${was}${window || ' so far'}`
  return `${thing(one)} ${was} ${amounts[operator]} ${value} ${value === 1 ? 'time' : 'times'}${window}`
}

const roles: Record<string, string> = {
  admin: 'admin',
  director: 'regional director',
  manager: 'manager',
  rep: 'sales rep',
  compliance: 'compliance officer',
  integrator: 'integrator',
}
const places: Record<string, string> = { department: 'department', region: 'region', workspace: 'company' }

function whomWords(value: unknown, names: Names): string {
  if (value === 'owner') return 'the owner'
  const whom = recordOf(value)
  if (whom.user !== undefined) return names.person(textOf(whom.user)) || 'a colleague'
  if (whom.role === 'director' && whom.of === 'region') return 'the regional director'
  const role = roles[textOf(whom.role)] ?? `“${textOf(whom.role)}”`
  return `the ${role} of the ${places[textOf(whom.of)] ?? textOf(whom.of)}`
}

const channels: Record<string, string> = {
  'in-app': 'in-app',
  email: 'e-mail',
  wecom: 'WeCom',
  dingtalk: 'DingTalk',
  feishu: 'Feishu',
}
const tags = (value: unknown) =>
  listOf(value)
    .map(tag => `“${textOf(tag)}”`)
    .join(' and ')
const quoted = (text: unknown) => {
  const short = shortTemplate(textOf(recordOf(text).en))
  return short === '' ? '' : ` “${short}”`
}

/** One action. */
export function actionWords(action: Doc, names: Names): string {
  const to = whomWords(action.to, names)
  switch (action.do) {
    case 'tag':
      return [
        listOf(action.add).length > 0 || action.remove === undefined
          ? `tag it ${tags(action.add) || '(no tag yet)'}`
          : '',
        listOf(action.remove).length > 0 ? `take away the tag ${tags(action.remove)}` : '',
      ]
        .filter(Boolean)
        .join(' and ')
    case 'priority':
      return `set the lead to ${textOf(action.lead)}`
    case 'suggest':
      return action.kit === undefined
        ? `suggest${quoted(action.title)} to ${to}`
        : `hand ${to} the play kit “${names.kit(textOf(action.kit)) || '…'}”`
    case 'task':
      return `give ${to} the task${quoted(action.title)}, due in ${duration(action.due)}`
    case 'notify': {
      const by = listOf(action.channels).map(one => channels[textOf(one)] ?? textOf(one))
      return `tell ${to}${by.length > 0 ? ` by ${by.join(' and ')}` : ''}`
    }
    case 'webhook':
      return `call the webhook “${names.endpoint(textOf(action.endpoint)) || '…'}”`
    case 'emit':
      return `emit the event “${textOf(action.event)}”`
    default:
      return `do “${textOf(action.do)}”`
  }
}

const share = (value: unknown) => (typeof value === 'number' ? `${Number((value * 100).toFixed(2))}%` : '?')

/** Cooldown, holdout and variants, a sentence each. */
export function restWords(doc: Doc, names: Names): string[] {
  const said: string[] = []
  if (doc.cooldown !== undefined)
    said.push(`at most once per ${keyName(doc.key)} in ${duration(doc.cooldown)}`)
  const experiment = recordOf(doc.experiment)
  const unit = experiment.unit === 'person' ? 'contacts' : 'customers'
  if (typeof experiment.holdout === 'number' && experiment.holdout > 0)
    said.push(`${share(experiment.holdout)} of ${unit} are held out: recorded, not acted on`)
  for (const variant of listOf(experiment.variants).map(recordOf)) {
    const actions = listOf(variant.then).map(one => actionWords(recordOf(one), names))
    said.push(
      `${share(variant.share)} of the other ${unit} get variant ${textOf(variant.id)}: ${actions.join(', ') || 'only recorded'}`,
    )
  }
  return said
}
