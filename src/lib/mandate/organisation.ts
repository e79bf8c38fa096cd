import type { Deal, Delegation, Department, Person } from './types.ts'

export interface Organisation {
  people: readonly Person[]
  departments: readonly Department[]
}

/** Who sits where, asked many times over. */
export class Chart {
  readonly people: ReadonlyMap<string, Person>
  readonly #departments: ReadonlyMap<string, Department>
  readonly #lines = new Map<string, readonly string[]>()

  constructor({ people, departments }: Organisation) {
    this.people = new Map(people.map(person => [person.id, person]))
    this.#departments = new Map(departments.map(department => [department.id, department]))
  }

  /** A department and all above it, itself first. A ring ends where it began. */
  line(start: string | null): readonly string[] {
    if (start === null) return []
    const known = this.#lines.get(start)
    if (known) return known
    const line: string[] = []
    for (let at: string | null = start; at !== null && !line.includes(at); ) {
      line.push(at)
      at = this.#departments.get(at)?.parentId ?? null
    }
    this.#lines.set(start, line)
    return line
  }

  /** Levels from a department up to the one a person sits in; one more than the highest where they sit elsewhere. */
  distance(from: string | null, personId: string): number {
    const line = this.line(from)
    const at = this.people.get(personId)?.departmentId
    const level = at ? line.indexOf(at) : -1
    return level < 0 ? line.length : level
  }

  /** Whether somebody reports to a person, directly or through others. */
  isBelow(person: Person, superiorId: string): boolean {
    if (person.id === superiorId) return false
    const superior = this.people.get(superiorId)
    if (!superior) return false
    const line = this.line(person.departmentId)
    return line.some((id, level) => this.#heads(superior, id) && !(level === 0 && this.#heads(person, id)))
  }

  /** The head of a department; where it names none, who leads in it. */
  #heads(person: Person, departmentId: string): boolean {
    const headId = this.#departments.get(departmentId)?.headId ?? null
    return headId === null ? person.leads && person.departmentId === departmentId : headId === person.id
  }
}

/**
 * Who may not approve a deal: its author and owner, whoever reports to one of them, and whoever stands in for any of these.
 * @param delegations those that hold today
 */
export function barred(
  chart: Chart,
  delegations: readonly Delegation[],
  { authorId, ownerId }: Pick<Deal, 'authorId' | 'ownerId'>,
): ReadonlySet<string> {
  const party = [authorId, ownerId].filter(id => id !== null)
  const result = new Set(party)
  for (const person of chart.people.values())
    if (party.some(id => chart.isBelow(person, id))) result.add(person.id)
  const standIns = delegations.filter(({ fromId }) => result.has(fromId)).map(({ toId }) => toId)
  for (const id of standIns) result.add(id)
  return result
}
