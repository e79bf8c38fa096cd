import type { ModelBody } from '#decision/intent/api.ts'

export type Group = 'events' | 'profile' | 'absences'
export type Term = ModelBody[Group][number]

export const groups: readonly Group[] = ['events', 'absences', 'profile']

const empty = { 'zh-CN': '', en: '' }
const base = { name: empty, reason: empty, weight: 0.3, sd: 0.15 }

/** A new term of a group; its id stays for good. */
export function newTerm(group: Group, model: ModelBody): Term {
  const taken = new Set(groups.flatMap(one => model[one].map(term => term.id)))
  let number = 1
  while (taken.has(`own-${number}`)) number++
  const id = `own-${number}`
  if (group === 'events') return { ...base, id, event: [], halfLifeDays: 14 }
  if (group === 'profile') return { ...base, id, when: '' }
  return { ...base, id, weight: -0.3, after: [], without: [], forDays: 7, halfLifeDays: 14 }
}

/** The model with a term changed, added, or (undefined) taken away. */
export function withTerm(model: ModelBody, group: Group, id: string, term: Term | undefined): ModelBody {
  const before = model[group] as Term[]
  const rest = term && !before.some(one => one.id === id) ? [...before, term] : before
  const next = rest.flatMap(one => (one.id !== id ? [one] : term ? [term] : []))
  return { ...model, [group]: next }
}

/** How many terms (and the prior) differ between two models. */
export function countChanges(before: ModelBody, after: ModelBody): number {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  const terms = groups.flatMap(group => {
    const ids = new Set([...before[group], ...after[group]].map(term => term.id))
    return [...ids].filter(id => {
      const find = (model: ModelBody) => (model[group] as Term[]).find(term => term.id === id)
      return !same(find(before), find(after))
    })
  })
  return terms.length + (same(before.prior, after.prior) ? 0 : 1)
}
