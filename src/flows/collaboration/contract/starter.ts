import type { ClauseRule } from '#lib/contract/index.ts'
import type { Risk } from './api.ts'
import { starterEnglish } from './starter-en.ts'
import { starterChinese } from './starter-zh.ts'

export interface StarterWording {
  title: string
  body: string
}

interface Starter extends Omit<ClauseRule, 'id'> {
  key: string
  risk: Risk
}

const clause = (key: string, position: number, change: Partial<Starter> = {}): Starter => ({
  ...{ key, position, risk: 'medium', condition: 'always', aboveAmount: null, mandatory: true },
  ...change,
})

const rules: Starter[] = [
  clause('subject', 10),
  clause('price', 20, { risk: 'high' }),
  clause('payment', 30, { risk: 'high' }),
  clause('retention', 35, { condition: 'retention', mandatory: false }),
  clause('exchange', 38, { condition: 'foreign-currency' }),
  clause('delivery', 40),
  clause('acceptance', 50),
  clause('warranty', 60),
  clause('service', 70, { condition: 'services' }),
  clause('subscription', 75, { condition: 'subscriptions' }),
  clause('property', 80, { risk: 'high' }),
  clause('data-ownership', 90, { risk: 'high', condition: 'co-creation' }),
  clause('personal-data', 100, { risk: 'high', condition: 'personal-data' }),
  clause('confidentiality', 110, { risk: 'low' }),
  clause('liability', 120, { risk: 'high' }),
  clause('force-majeure', 130, { risk: 'low' }),
  clause('termination', 140, { mandatory: false }),
  clause('disputes', 150),
  clause('general', 160, { risk: 'low' }),
]

/** What a workspace's library begins with: usual wording for equipment and services, to be looked at by its own lawyer. */
export const starterClauses = rules.map(rule => ({
  ...rule,
  wordings: { 'zh-CN': starterChinese[rule.key]!, en: starterEnglish[rule.key]! },
}))

export const starterTemplate = '设备与服务销售合同'
