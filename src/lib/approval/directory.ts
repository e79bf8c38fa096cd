import type { CaseState, Directory, Need, PersonId, Who } from './types.ts'

type Parties = Pick<CaseState, 'authorId' | 'ownerId'>

/** A department and those above it, nearest first. */
export function lineAbove({ departments }: Directory, from: string | null): string[] {
  const line: string[] = []
  for (let id = from; id !== null && departments.has(id) && !line.includes(id); ) {
    line.push(id)
    id = departments.get(id)!.parentId
  }
  return line
}

/** Whether a person reports to another, directly or through others: the other leads a department above the one that they lead or are in. */
export function isBelow(directory: Directory, personId: PersonId, chief: PersonId): boolean {
  if (personId === chief) return false
  const leads = (id: string, who: PersonId) => directory.departments.get(id)!.leaders.includes(who)
  const line = lineAbove(directory, directory.people.get(personId)?.departmentId ?? null)
  return line.some(id => leads(id, chief) && !leads(id, personId))
}

/**
 * Segregation of duties: never the author or owner, anybody who reports to one of them, or who stands in for any of these.
 */
export function isBarred(directory: Directory, { authorId, ownerId }: Parties, personId: PersonId): boolean {
  const bound = (id: PersonId) =>
    [authorId, ownerId].some(party => id === party || isBelow(directory, id, party))
  if (bound(personId)) return true
  return [...directory.deputies].some(([from, to]) => to.includes(personId) && bound(from))
}

export const mayDecide = (directory: Directory, parties: Parties, personId: PersonId): boolean =>
  directory.people.get(personId)?.active === true && !isBarred(directory, parties, personId)

/** Who may sign in a person's name now: they themselves, and while they are away whoever stands in. */
export function signersOf(directory: Directory, parties: Parties, personId: PersonId): PersonId[] {
  // Nobody stands in for who has left or may not decide: there is nothing to lend.
  if (!mayDecide(directory, parties, personId)) return []
  const all = [personId, ...(directory.standIns.get(personId) ?? [])]
  return all.filter(id => mayDecide(directory, parties, id))
}

/** The nearest leader above a person who may decide; undefined if there is none. `taken` are passed over. */
export function superiorOf(
  directory: Directory,
  parties: Parties,
  personId: PersonId,
  taken: ReadonlySet<PersonId>,
): PersonId | undefined {
  const line = lineAbove(directory, directory.people.get(personId)?.departmentId ?? null)
  return line
    .flatMap(id => directory.departments.get(id)!.leaders)
    .find(
      id =>
        id !== personId &&
        !taken.has(id) &&
        isBelow(directory, personId, id) &&
        mayDecide(directory, parties, id),
    )
}

/** The people a rule names, whether or not they may decide. */
export function named(
  directory: Directory,
  state: Pick<CaseState, 'departmentId'>,
  who: Who,
  uncovered: readonly Need[],
  eligible: (id: PersonId) => boolean,
): PersonId[] {
  if (who.by === 'person') return [who.personId]
  if (who.by === 'mandate') return byMandate(uncovered, eligible)
  const line = lineAbove(directory, state.departmentId)
  if (who.by === 'head') return headOf(directory, line.slice(who.up), eligible)
  return holdersOf(directory, line, who.role, eligible)
}

/** The leader of the department, or where nobody there may decide, of the next one above. */
function headOf({ departments }: Directory, line: string[], eligible: (id: PersonId) => boolean): PersonId[] {
  for (const id of line) {
    const found = departments.get(id)!.leaders.find(eligible)
    if (found !== undefined) return [found]
  }
  return []
}

function holdersOf(
  { people }: Directory,
  line: string[],
  role: string,
  eligible: (id: PersonId) => boolean,
): PersonId[] {
  const holders = [...people].filter(([id, { roles }]) => roles.includes(role) && eligible(id))
  for (const departmentId of line) {
    const here = holders.filter(([, person]) => person.departmentId === departmentId)
    if (here.length > 0) return here.map(([id]) => id)
  }
  return holders.map(([id]) => id)
}

/** Whoever covers all that isn't covered yet; where nobody covers all, whoever covers the first of it. */
function byMandate(uncovered: readonly Need[], eligible: (id: PersonId) => boolean): PersonId[] {
  const [first, ...rest] = uncovered
  if (!first) return []
  const both = (of: 'nearest' | 'covering') =>
    first[of].filter(id => eligible(id) && rest.every(need => need.covering.includes(id)))
  return (
    [both('nearest'), both('covering'), first.nearest.filter(eligible), first.covering.filter(eligible)].find(
      found => found.length > 0,
    ) ?? []
  )
}
