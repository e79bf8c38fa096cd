import { type Doc, isAbsence, kindOfMeasure, listOf, recordOf, textOf, typesOf } from '../doc.ts'
import { isGroup, literalValue, type Rule, type RuleGroup, rulesOf } from './cel-rules.ts'
import { durationFromSeconds, durationOf, shortTemplate, type Told, textValue, told } from './phrase.ts'
import type { Names } from './sentence.ts'
import { fieldWords } from './vocabulary.ts'

// 中文的说法。每个函数说句子的一部分，不带句首和句末的标点。

const zh = 'zh-CN'
const duration = (value: unknown) => durationOf(value)[zh]

const subjects: Record<string, string> = { customer: '客户', person: '联系人', opportunity: '商机里有人' }
const they = (key: unknown) => subjects[textOf(key ?? 'customer')] ?? '有人'

/** 一个对象叫什么：同一客户、同一联系人。 */
export function keyName(key: unknown): string {
  const text = textOf(key ?? 'customer')
  const names: Record<string, string> = { customer: '客户', person: '联系人', opportunity: '商机' }
  return names[text] ?? `「${text.replace(/^props\./, '')}」`
}

function objectOf({ words, object }: Told): string {
  if (object === undefined) return words?.zh.object ?? ''
  const named = textValue(object, zh)
  return words?.zh.object?.endsWith('章节') ? `${named}的章节` : named
}

const aboutOf = ({ about }: Told) => (about === undefined ? '' : `谈到${textValue(about, zh)}`)

/** 打开标书 */
function act(one: Told): string {
  if (!one.words) return `发生「${one.type}」`
  return `${one.words.zh.verb}${objectOf(one)}${aboutOf(one)}`
}

/** 打开过标书 */
function done(one: Told): string {
  if (!one.words) return `发生过「${one.type}」`
  return `${one.words.zh.done ?? `${one.words.zh.verb}过`}${objectOf(one)}${aboutOf(one)}`
}

function subject({ words }: Told, key: unknown): string {
  if (!words) return ''
  return words.zh.subject === 'they' ? they(key) : words.zh.subject
}

/** （停留至少 20 秒） */
function rest({ rules, text }: Told): string {
  if (text !== undefined) return `（满足「${text}」）`
  return rules.length === 0 ? '' : `（${rules.map(ruleWords).join('，')}）`
}

const comparisons: Record<string, string> = {
  '==': '是',
  '!=': '不是',
  '>=': '至少',
  '>': '超过',
  '<=': '至多',
  '<': '不到',
  holds: '包含',
  contains: '含有',
}

/** 一条规则：资料类型是标书。 */
export function ruleWords(rule: Rule): string {
  const field = fieldWords(rule.field)
  const name = field[zh]
  const value = valueText(rule, field.unit?.[zh])
  if (rule.operator === 'exists') return `有${name}`
  if (rule.operator === 'missing') return `没有${name}`
  if (rule.operator === 'startsWith') return `${name}以${value}开头`
  if (rule.operator === 'endsWith') return `${name}以${value}结尾`
  if (rule.operator === 'among') return `${name}是${value}`
  if (rule.value === 'null') return rule.operator === '==' ? `没有${name}` : `有${name}`
  const gap = /^[\d-]/.test(value) ? ' ' : ''
  return `${name}${comparisons[rule.operator]}${gap}${value}`
}

function valueText({ field, operator, value }: Rule, unit: string | undefined): string {
  if (operator === 'among')
    return value
      .split(/,\s*(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/)
      .map(one => oneValue(one, field, unit))
      .join('或')
  return oneValue(value, field, unit)
}

function oneValue(text: string, field: string, unit: string | undefined): string {
  const value = literalValue(text)
  if (typeof value === 'string') return textValue(value, zh)
  if (typeof value === 'boolean') return value ? '真' : '假'
  if (typeof value === 'number' && field === 'customer.score') return `${Number((value * 100).toFixed(1))}%`
  return `${text}${unit === undefined ? '' : ` ${unit}`}`
}

/** 当…：一步一步发生什么。 */
export function whenWords(doc: Doc): string {
  const steps = listOf(doc.when).map(recordOf)
  const said = steps.map((step, index) =>
    isAbsence(step) ? absenceWords(step) : eventStepWords(step, index, doc.key),
  )
  const within = doc.within === undefined ? '' : `（从头到尾不超过 ${duration(doc.within)}）`
  return said.length === 0 ? '（还没有步骤）' : said.join('，') + within
}

function eventStepWords(step: Doc, index: number, key: unknown): string {
  const types = typesOf(step.event)
  const where = step.where === undefined ? undefined : textOf(step.where)
  const alternatives = types.map(type => told(type, types.length === 1 ? where : undefined))
  const said = alternatives.map(one => `${subject(one, key)}${act(one)}${rest(one)}`).join('，或者')
  const shared = types.length > 1 && where !== undefined ? rest(told('', where)) : ''
  const times = typeof step.times === 'number' && step.times > 1 ? `满 ${step.times} 次` : ''
  return `${index === 0 ? '' : '接着'}${said || '（还没选事件）'}${shared}${times}`
}

function absenceWords(step: Doc): string {
  const types = typesOf(step.absent)
  const where = step.where === undefined ? undefined : textOf(step.where)
  const alternatives = types.map(type => told(type, types.length === 1 ? where : undefined))
  const shared = types.length > 1 && where !== undefined ? rest(told('', where)) : ''
  const acts = alternatives.map(one => `没有${act(one)}${rest(one)}`)
  return `随后 ${duration(step.for)}内${acts.join('、也') || '（还没选事件）'}${shared}`
}

/** 如果…：每个条件一句。 */
export function conditionWords(doc: Doc, text: string): string {
  const group = rulesOf(text)
  return group && group.rules.length > 0 ? groupWords(doc, group) : `「${text}」成立`
}

function groupWords(doc: Doc, { combinator, not, rules }: RuleGroup): string {
  const said = rules.map(rule => {
    if (!isGroup(rule)) return conditionRule(doc, rule)
    return rule.not || rule.rules.length === 1 ? groupWords(doc, rule) : `（${groupWords(doc, rule)}）`
  })
  const joined = said.join(combinator === 'and' ? '且' : '或者')
  return not ? `并非（${joined}）` : joined
}

function conditionRule(doc: Doc, rule: Rule): string {
  const measures = recordOf(doc.measures)
  if (!Object.hasOwn(measures, rule.field)) return ruleWords(rule)
  return measureRule(recordOf(measures[rule.field]), rule, doc.key) ?? ruleWords(rule)
}

/** 近 7 天没有打开过标书；说不出来时是 undefined。 */
function measureRule(measure: Doc, rule: Rule, key: unknown): string | undefined {
  const kind = kindOfMeasure(measure)
  if (!kind) return undefined
  const one = told(textOf(measure[kind]), measure.where === undefined ? undefined : textOf(measure.where))
  const window = measure.window === undefined ? '' : `近 ${duration(measure.window)}`
  const who = subject(one, key)
  const value = literalValue(rule.value)
  if (value === null && rule.operator === '==') return `${window}${who}没有${done(one)}${rest(one)}`
  if (value === null && rule.operator === '!=') return `${window}${who}${done(one)}${rest(one)}`
  if (typeof value !== 'number' || !(rule.operator in amounts)) return undefined
  switch (kind) {
    case 'count':
      return countRule(one, rule, value, window, who)
    case 'since':
      return `距最近一次${act(one)}${rest(one)}${spans[rule.operator]} ${duration(durationFromSeconds(value))}${window && `（只看${window}）`}`
    case 'distinct':
      return measure.of === 'person'
        ? `${window}${act(one)}${rest(one)}的人${amounts[rule.operator]} ${value} 位`
        : `${window}${act(one)}${rest(one)}涉及的不同${ofWords(measure.of)}${amounts[rule.operator]} ${value} 个`
    default: {
      const unit = fieldWords(`e.${textOf(measure.of)}`).unit?.[zh]
      const total = kind === 'sum' ? '合计' : '最高'
      return `${window}${act(one)}${rest(one)}的${ofWords(measure.of)}${total}${amounts[rule.operator]} ${value}${unit ? ` ${unit}` : ''}`
    }
  }
}

const ofWords = (of: unknown) =>
  of === 'customer'
    ? '客户'
    : of === 'person'
      ? '联系人'
      : of === 'opportunity'
        ? '商机'
        : fieldWords(`e.${textOf(of)}`)[zh]

const amounts: Record<string, string> = {
  '==': '正好',
  '!=': '不等于',
  '>=': '至少',
  '>': '超过',
  '<=': '至多',
  '<': '不到',
}
const spans: Record<string, string> = {
  '==': '正好',
  '!=': '不等于',
  '>=': '已满',
  '>': '超过',
  '<=': '不超过',
  '<': '不到',
}

function countRule(one: Told, { operator }: Rule, value: number, window: string, who: string): string {
  const isSome =
    (operator === '>' && value === 0) ||
    (operator === '>=' && value === 1) ||
    (operator === '!=' && value === 0)
  const isNone =
    (operator === '==' && value === 0) ||
    (operator === '<' && value === 1) ||
    (operator === '<=' && value === 0)
  if (isSome) return `${window}${who}${done(one)}${rest(one)}`
  if (isNone) return `${window}${who}没有${done(one)}${rest(one)}`
  return `${window}${who}${act(one)}${rest(one)}${amounts[operator]} ${value} 次`
}

const roles: Record<string, string> = {
  admin: '管理员',
  director: '大区总监',
  manager: '经理',
  rep: '销售',
  compliance: '合规',
  integrator: '集成人员',
}
const places: Record<string, string> = { department: '所在部门', region: '所在大区', workspace: '全公司' }

function whomWords(value: unknown, names: Names): string {
  if (value === 'owner') return '负责人'
  const whom = recordOf(value)
  if (whom.user !== undefined) return names.person(textOf(whom.user)) || '指定的同事'
  if (whom.role === 'director' && whom.of === 'region') return '大区总监'
  return `${places[textOf(whom.of)] ?? ''}的${roles[textOf(whom.role)] ?? `「${textOf(whom.role)}」`}`
}

const channels: Record<string, string> = {
  'in-app': '站内',
  email: '邮件',
  wecom: '企业微信',
  dingtalk: '钉钉',
  feishu: '飞书',
}
const tags = (value: unknown) =>
  listOf(value)
    .map(tag => `「${textOf(tag)}」`)
    .join('')
const quoted = (text: unknown) => {
  const short = shortTemplate(textOf(recordOf(text)[zh]))
  return short === '' ? '' : `「${short}」`
}

/** 一个动作。 */
export function actionWords(action: Doc, names: Names): string {
  const to = whomWords(action.to, names)
  switch (action.do) {
    case 'tag':
      return [
        listOf(action.add).length > 0 || action.remove === undefined
          ? `打上${tags(action.add) || '（还没写标签）'}`
          : '',
        listOf(action.remove).length > 0 ? `去掉${tags(action.remove)}` : '',
      ]
        .filter(Boolean)
        .join('、')
    case 'priority':
      return `把线索定为 ${textOf(action.lead)} 级`
    case 'suggest':
      return action.kit === undefined
        ? `向${to}建议${quoted(action.title)}`
        : `把作战包「${names.kit(textOf(action.kit)) || '…'}」交给${to}`
    case 'task':
      return `派给${to}任务${quoted(action.title)}（${duration(action.due)}内完成）`
    case 'notify': {
      const by = listOf(action.channels).map(one => channels[textOf(one)] ?? textOf(one))
      return `通知${to}${by.length > 0 ? `（用${by.join('、')}）` : ''}`
    }
    case 'webhook':
      return `调用外部接口「${names.endpoint(textOf(action.endpoint)) || '…'}」`
    case 'emit':
      return `产生事件「${textOf(action.event)}」`
    default:
      return `执行「${textOf(action.do)}」`
  }
}

const share = (value: unknown) => (typeof value === 'number' ? `${Number((value * 100).toFixed(2))}%` : '？')

/** 冷却、对照和方案，各成一句。 */
export function restWords(doc: Doc, names: Names): string[] {
  const said: string[] = []
  if (doc.cooldown !== undefined) said.push(`同一${keyName(doc.key)} ${duration(doc.cooldown)}内只触发一次`)
  const experiment = recordOf(doc.experiment)
  const unit = experiment.unit === 'person' ? '联系人' : '客户'
  if (typeof experiment.holdout === 'number' && experiment.holdout > 0)
    said.push(`另有 ${share(experiment.holdout)} 的${unit}留作对照，只记录、不动作`)
  for (const variant of listOf(experiment.variants).map(recordOf)) {
    const actions = listOf(variant.then).map(one => actionWords(recordOf(one), names))
    said.push(
      `其余${unit}中 ${share(variant.share)} 走方案 ${textOf(variant.id)}：${actions.join('、') || '只记录'}`,
    )
  }
  return said
}
