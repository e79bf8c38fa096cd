import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Judge } from './judge.ts'
import type { Deal, Delegation, MandateRow, Measure, Person, Scope } from './types.ts'

const today = '2026-11-23'

/** 总部 → 华东 → 江苏、浙江. */
const departments = [
  { id: 'hq', parentId: null, headId: null },
  { id: 'east', parentId: 'hq', headId: null },
  { id: 'js', parentId: 'east', headId: null },
  { id: 'zj', parentId: 'east', headId: null },
]

// The rules once more, as plainly as they can be read, to be compared with the engine over random companies.

const measures: Measure[] = ['worstLineDiscount', 'margin', 'amount', 'paymentDays', 'belowFloor']

function above(all: typeof departments, id: string | null): string[] {
  const found = all.find(each => each.id === id)
  return found ? [found.id, ...above(all, found.parentId)] : []
}

interface World {
  rows: MandateRow[]
  delegations: Delegation[]
  people: Person[]
  departments: typeof departments
}

const leads = (w: World, p: Person, d: string) => {
  const { headId } = w.departments.find(({ id }) => id === d)!
  return headId === null ? p.leads && p.departmentId === d : headId === p.id
}
const reportsTo = (w: World, p: Person, boss: Person) =>
  p.id !== boss.id &&
  above(w.departments, p.departmentId).some(
    d => leads(w, boss, d) && !(d === p.departmentId && leads(w, p, d)),
  )
const runs = (from: string | null, to: string | null) => (from ?? today) <= today && today <= (to ?? today)
const inScope = (w: World, s: Scope, d: Deal, family: string | null) =>
  (!s.departmentId || above(w.departments, d.departmentId).includes(s.departmentId)) &&
  (!s.regionId || s.regionId === d.regionId) &&
  (!s.tier || s.tier === d.tier) &&
  (!s.family || s.family === family)
const asks = (m: Measure, v: number | null) =>
  v === null || m === 'margin' || v > (m === 'worstLineDiscount' ? 0.0005 : 0)
const keeps = (m: Measure, v: number | null, l: number | null | undefined) =>
  l !== undefined &&
  (l === null ||
    (v !== null && (m === 'margin' ? v >= l : v <= l + (m === 'worstLineDiscount' ? 0.0005 : 0))))
const held = (w: World, r: MandateRow, p: Person, d: Deal) =>
  p.active &&
  (r.holder.kind === 'person'
    ? r.holder.id === p.id
    : r.holder.id === p.roleId &&
      (r.holder.reach === 'workspace' ||
        d.departmentId === null ||
        above(w.departments, d.departmentId).includes(p.departmentId ?? '')))
const measured = (d: Deal, m: Measure, family: string | null) =>
  m === 'worstLineDiscount' ? d.families.find(f => f.family === family)!.discount : d.values[m]

/** Whether a person's own rows cover a measure, each capped. */
const covers = (w: World, p: Person, d: Deal, m: Measure, caps: Delegation['caps'] = {}) =>
  d.families.every(({ family }) => {
    const v = measured(d, m, family)
    if (v === undefined || !asks(m, v)) return true
    if (m in caps && !keeps(m, v, caps[m])) return false
    return w.rows.some(
      r =>
        runs(r.from, r.to) && held(w, r, p, d) && inScope(w, r.scope, d, family) && keeps(m, v, r.limits[m]),
    )
  })

function approversOf(
  w: World,
  d: Deal,
  outside: Measure[],
): { id: string; forId: string | null; level: number }[] {
  const valid = w.delegations.filter(
    ({ from, to, fromId, toId }) =>
      runs(from, to) && [fromId, toId].every(id => w.people.find(p => p.id === id)?.active),
  )
  const party = w.people.filter(({ id }) => id === d.authorId || id === d.ownerId)
  const close = w.people.filter(p => party.includes(p) || party.some(boss => reportsTo(w, p, boss)))
  const out = new Set([
    ...close.map(({ id }) => id),
    ...valid.filter(({ fromId }) => close.some(({ id }) => id === fromId)).map(({ toId }) => toId),
  ])
  const line = above(w.departments, d.departmentId)
  const levelOf = (p: Person) => {
    const at = line.indexOf(p.departmentId ?? '')
    return at < 0 ? line.length : at
  }
  const free = w.people.filter(p => !out.has(p.id))
  const own = free.filter(p => outside.every(m => covers(w, p, d, m)))
  const lent = valid.flatMap(({ fromId, toId, scope, caps }) => {
    const from = free.find(({ id }) => id === fromId)
    const may =
      from &&
      free.some(({ id }) => id === toId) &&
      !own.some(({ id }) => id === toId) &&
      d.families.every(({ family }) => inScope(w, scope, d, family)) &&
      outside.every(m => covers(w, from, d, m, caps))
    return may ? [{ id: toId, forId: fromId, level: levelOf(from) }] : []
  })
  return [...own.map(p => ({ id: p.id, forId: null, level: levelOf(p) })), ...lent]
}

const nearestOf = (w: World, d: Deal, outside: Measure[]) => {
  const all = approversOf(w, d, outside)
  const least = Math.min(...all.map(({ level }) => level))
  return all.filter(({ level }) => level === least).map(({ id, forId }) => `${id} ${forId}`)
}

const ids = ['p1', 'p2', 'p3', 'p4', 'p5']
const oneOf = <T>(...values: T[]) => fc.constantFrom(...values)
const scopes = fc.record({
  departmentId: oneOf(null, null, 'east', 'js'),
  regionId: oneOf(null, null, null, 'r1'),
  family: oneOf(null, null, 'A', 'B'),
  tier: oneOf(null, null, null, 'S'),
})
const limit = oneOf<number | null>(null, 0, 0.1, 0.2, 0.5, 100)
const limitsOf = fc.dictionary(oneOf(...measures), limit, { maxKeys: 5 })
const days = fc.record({
  from: oneOf(null, '2026-11-01', '2026-11-24'),
  to: oneOf(null, '2026-11-22', '2026-12-01'),
})
const holders = fc.oneof(
  fc.record({ kind: fc.constant('person' as const), id: oneOf(...ids) }),
  fc.record({
    kind: fc.constant('role' as const),
    id: oneOf('ra', 'rb'),
    reach: oneOf('line' as const, 'workspace' as const),
  }),
)
const worlds = fc.record({
  rows: fc.array(
    fc
      .record({ id: fc.uuid(), holder: holders, scope: scopes, limits: limitsOf, days })
      .map(({ days: { from, to }, ...each }): MandateRow => ({ ...each, from, to })),
    { maxLength: 8 },
  ),
  delegations: fc.array(
    fc
      .record({
        ...{ id: fc.uuid(), fromId: oneOf(...ids), toId: oneOf(...ids), scope: scopes, caps: limitsOf },
        ...{ from: oneOf('2026-11-01', '2026-11-24'), to: oneOf('2026-11-22', '2026-11-30') },
      })
      .filter(({ fromId, toId }) => fromId !== toId),
    { maxLength: 3 },
  ),
  people: fc.tuple(
    ...ids.map(id =>
      fc.record({
        ...{
          id: fc.constant(id),
          departmentId: oneOf(null, 'hq', 'east', 'js', 'zj'),
          roleId: oneOf('ra', 'rb'),
        },
        ...{ active: oneOf(true, true, true, false), leads: fc.boolean() },
      }),
    ),
  ),
  departments: fc
    .array(oneOf(null, null, ...ids), { minLength: 4, maxLength: 4 })
    .map(
      heads => departments.map((each, i) => ({ ...each, headId: heads[i] ?? null })) as typeof departments,
    ),
})
const discountOf = oneOf<number | null>(null, 0, 0.1, 0.1004, 0.2, 1)
const deals = fc.record({
  ...{ departmentId: oneOf(null, 'js', 'js', 'zj'), regionId: oneOf(null, 'r1'), tier: oneOf(null, 'S') },
  ...{ authorId: oneOf(...ids), ownerId: oneOf(...ids) },
  families: fc.uniqueArray(
    fc.record({ family: oneOf(null, 'A', 'B'), discount: discountOf, lineId: fc.constant(null) }),
    { selector: ({ family }) => family, minLength: 1, maxLength: 3 },
  ),
  values: fc.record({
    margin: oneOf<number | null>(null, 0.05, 0.15, 0.6),
    amount: oneOf<number | null>(null, 50, 100, 1000),
    paymentDays: oneOf(0, 100, 101),
    belowFloor: oneOf(0, 1),
  }),
})

test('the engine answers as a plain reading of the rules does, in any company', () => {
  fc.assert(
    fc.property(worlds, deals, (world, asked) => {
      const verdict = new Judge({ ...world, today }).judge(asked, asked.authorId)
      const author = world.people.find(({ id }) => id === asked.authorId)!
      const outside = measures.filter(m => !covers(world, author, asked, m))
      expect(verdict.inside).toBe(outside.length === 0)
      const found = verdict.measures.filter(({ inside }) => !inside).map(({ measure }) => measure)
      expect(new Set(found)).toEqual(new Set(outside))
      if (outside.length === 0) return
      const shown = verdict.steps.map(({ people: group }) => group.map(({ id, forId }) => `${id} ${forId}`))
      const together = nearestOf(world, asked, outside)
      if (together.length > 0) {
        expect(shown.map(group => group.toSorted())).toEqual([together.toSorted()])
        return
      }
      for (const m of outside) {
        const nearest = nearestOf(world, asked, [m])
        const step = verdict.steps.find(({ measures: part }) => part.includes(m))
        expect(verdict.blocked.includes(m)).toBe(nearest.length === 0)
        const group = step?.people.map(({ id, forId }) => `${id} ${forId}`) ?? []
        expect(group.toSorted()).toEqual(nearest.toSorted())
      }
    }),
    { numRuns: 3000 },
  )
})

test('no delegation ever lets through what the delegator couldn’t, and none is needed by who could', () => {
  fc.assert(
    fc.property(worlds, deals, (world, asked) => {
      for (const { people: group, measures: part } of new Judge({ ...world, today }).judge(asked, null).steps)
        for (const { id, forId } of group) {
          const who = world.people.find(each => each.id === (forId ?? id))!
          expect(part.every(m => covers(world, who, asked, m))).toBe(true)
          expect([asked.authorId, asked.ownerId]).not.toContain(id)
        }
    }),
  )
})
