import type { Setting } from '#platform/setting/index.ts'
import { type PaymentRules, paymentRules } from './api.ts'

/** The whole first payment must be in; what is beyond doubt needs nobody. */
export const rules: Setting<PaymentRules> = {
  name: 'payment.rules',
  schema: paymentRules,
  fallback: { coverPercent: 100, exactByRule: true },
}
