import type { StepRule, Who } from './types.ts'

export type FlowFault =
  | 'no-steps'
  | 'no-name'
  | 'nobody'
  | 'unknown-person'
  | 'unknown-copy'
  | 'unknown-role'
  | 'bad-hours'
  | 'same-id'

/** What is known of an organisation when a flow is written. */
export interface Known {
  /** Who may decide, and who may at least be told. */
  people: ReadonlySet<string>
  readers: ReadonlySet<string>
  roles: ReadonlySet<string>
}

/** What is wrong with a flow, each with the step it is in (null: the whole). A flow with faults can't be put in force. */
export function flowFaults(
  steps: readonly StepRule[],
  known: Known,
): { stepId: string | null; fault: FlowFault }[] {
  if (steps.length === 0) return [{ stepId: null, fault: 'no-steps' }]
  return steps.flatMap((step, i) => {
    const faults: FlowFault[] = []
    if (steps.findIndex(({ id }) => id === step.id) !== i) faults.push('same-id')
    if (step.name.trim() === '') faults.push('no-name')
    if (step.who.length === 0) faults.push('nobody')
    if (step.who.some(strangerTo(known.people))) faults.push('unknown-person')
    if (step.copy.some(strangerTo(known.readers))) faults.push('unknown-copy')
    if ([...step.who, ...step.copy].some(goneFrom(known.roles))) faults.push('unknown-role')
    if (step.hours !== null && !(step.hours > 0 && step.hours <= 400)) faults.push('bad-hours')
    return faults.map(fault => ({ stepId: step.id, fault }))
  })
}

const strangerTo = (known: ReadonlySet<string>) => (who: Who) =>
  who.by === 'person' && !known.has(who.personId)
const goneFrom = (known: ReadonlySet<string>) => (who: Who) => who.by === 'role' && !known.has(who.role)

/** The people whom a flow without words of its own asks: whoever the mandate names. */
export const usualFlow: StepRule[] = [
  {
    ...{
      id: 'mandate',
      name: '授权人',
      who: [{ by: 'mandate' } satisfies Who],
      mode: 'any',
      when: null,
      copy: [],
    },
    ...{ hours: 8, late: 'escalate' },
  },
]
