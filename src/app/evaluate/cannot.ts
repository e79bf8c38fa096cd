import { CannotEstimate } from '#lib/cause/index.ts'
import { BadInput } from './bad-input.ts'

/** Runs an estimate; what it can't be made from is said as bad input: one line, status 2. */
export function said<T>(estimate: () => T): T {
  try {
    return estimate()
  } catch (error) {
    if (!(error instanceof CannotEstimate)) throw error
    throw new BadInput(error.text['zh-CN'], error.text.en)
  }
}
