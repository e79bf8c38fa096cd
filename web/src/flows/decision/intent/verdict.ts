import type { ModelCard } from '#decision/intent/learning-api.ts'

export type Verdict = 'better' | 'same' | 'worse' | 'few' | 'unseen'

/**
 * What to say of a learned model beside the one in force. They were measured on the same looks; a difference is only claimed
 * where neither AUC lies in the other's 95 % interval, which asks for more than a paired test would.
 */
export function verdictOf({
  champion,
  challenger,
  closed,
  enough,
}: Pick<ModelCard, 'champion' | 'challenger' | 'closed' | 'enough'>): Verdict {
  if (!champion || !challenger) return closed < enough ? 'few' : 'unseen'
  const [old, now] = [champion.auc, challenger.auc]
  if (now.low > old.value && now.value > old.high) return 'better'
  if (now.high < old.value && now.value < old.low) return 'worse'
  return 'same'
}
