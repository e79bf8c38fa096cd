/** What an event is made of, in a table of past events. */
export const eventFields = ['id', 'type', 'at', 'customer', 'person', 'opportunity'] as const
export type EventField = (typeof eventFields)[number]

/** Which column each part of an event is read from: a field, or `props.NAME`. */
export type Mapping = Record<string, string>

/** Names that columns go by, most telling first; compared without case, spaces and marks. */
const names: Record<EventField, string[]> = {
  id: ['id', 'eventid', 'messageid', '事件id', '事件编号', '编号', '流水号'],
  type: [
    'type',
    'eventtype',
    'event',
    'eventname',
    'action',
    '事件类型',
    '行为类型',
    '类型',
    '事件',
    '行为',
    '动作',
  ],
  at: [
    'at',
    'timestamp',
    'time',
    'datetime',
    'occurredat',
    'createdat',
    'date',
    '发生时间',
    '事件时间',
    '行为时间',
    '时间',
    '日期',
    '创建时间',
  ],
  customer: [
    'customer',
    'customerid',
    'account',
    'accountid',
    'company',
    'companyid',
    'groupid',
    '客户id',
    '客户编号',
    '客户编码',
    '客户',
    '客户名称',
    '公司',
    '公司名称',
    '单位',
    '单位名称',
  ],
  person: [
    'person',
    'personid',
    'user',
    'userid',
    'contact',
    'contactid',
    'email',
    '联系人id',
    '联系人',
    '用户id',
    '用户',
    '人员',
    '姓名',
    '邮箱',
  ],
  opportunity: ['opportunity', 'opportunityid', 'deal', 'dealid', '商机id', '商机编号', '商机'],
}

const bare = (header: string) => header.toLowerCase().replace(/[\s_\-./():\uff08\uff09\uff1a]/g, '')

/** Guesses which column is what. Columns that mean nothing known become properties under their own names. */
export function guessMapping(headers: readonly string[]): Mapping {
  const mapping: Mapping = {}
  const taken = new Set<string>()
  for (const field of eventFields) {
    const found = names[field].flatMap(name =>
      headers.filter(header => bare(header) === name && !taken.has(header)),
    )[0]
    if (found === undefined) continue
    mapping[field] = found
    taken.add(found)
  }
  for (const header of headers) {
    if (header.trim() !== '' && !taken.has(header)) mapping[`props.${propertyName(header)}`] = header
  }
  return mapping
}

const propertyName = (header: string) => header.replace(/^props\./, '').trim()

/** A wish about the mapping that can't be met, and the part it is about. */
export interface MappingFault {
  fault: 'unknown-part' | 'unknown-column' | 'missing'
  what: string
}

/**
 * The guess with the wishes `NAME=COLUMN` over it. A column that a wish takes is no longer read for anything guessed.
 * @returns the mapping, or the first fault: type and at are needed
 */
export function mapColumns(headers: readonly string[], wishes: readonly string[]): Mapping | MappingFault {
  const wished: Mapping = {}
  for (const wish of wishes) {
    const [name = '', column = ''] = [wish.slice(0, wish.indexOf('=')), wish.slice(wish.indexOf('=') + 1)]
    if (!wish.includes('=') || !(eventFields.includes(name as EventField) || /^props\..+/.test(name))) {
      return { fault: 'unknown-part', what: wish }
    }
    if (!headers.includes(column)) return { fault: 'unknown-column', what: column }
    wished[name] = column
  }
  const columns = new Set(Object.values(wished))
  const guessed = Object.entries(guessMapping(headers)).filter(([, column]) => !columns.has(column))
  const mapping = { ...Object.fromEntries(guessed), ...wished }
  for (const field of ['type', 'at'])
    if (mapping[field] === undefined) return { fault: 'missing', what: field }
  return mapping
}

export function isMappingFault(value: Mapping | MappingFault): value is MappingFault {
  return 'fault' in value && 'what' in value
}
