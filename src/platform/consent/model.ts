import type { LocalText } from '#kernel/error.ts'
import type { Setting } from '#platform/setting/index.ts'
import { consentSetting, salesDecisions } from './api.ts'

/** What happens at ingest to the acts of people who gave no permission. */
export const withoutPermissionSetting: Setting<{ withoutPermission: 'drop' | 'keep' }> = {
  name: 'consent.without-permission',
  schema: consentSetting,
  fallback: { withoutPermission: 'keep' },
}

interface DefaultPurpose {
  id: string
  name: LocalText
  line: LocalText
  body: LocalText
}

/** The purposes that a workspace starts with, each with version 1 of its notice. */
export const defaultPurposes: DefaultPurpose[] = [
  {
    id: salesDecisions,
    name: { 'zh-CN': '用于销售判断', en: 'Sales decisions' },
    line: {
      'zh-CN': '可以用您的阅读情况来改进对您的服务吗？随时可以改。',
      en: 'May we use how you read this to serve you better? You can change this at any time.',
    },
    body: {
      'zh-CN':
        '如果您同意，我们会记录您在什么时候、用什么设备、看了这份资料的哪些部分、停留多久、是否转给了同事，用来判断您可能需要什么、由谁在什么时候联系您更合适。不同意也能照常阅读，我们只会知道“贵单位有人看过”。您可以随时在这里收回同意，收回后立即生效。我们不会把这些记录卖给或交给别的公司。',
      en: 'If you agree, we record when and on which device you read which parts of this document, for how long, and whether you passed it on, to judge what you may need and who should contact you when. If you don’t, you can read all the same, and we only learn that someone at your organisation did. You can take your permission back here at any time; it takes effect at once. We neither sell nor give these records to other companies.',
    },
  },
  {
    id: 'product-news',
    name: { 'zh-CN': '接收产品资讯', en: 'Product news' },
    line: { 'zh-CN': '愿意收到新品和活动消息吗？', en: 'Would you like to hear of new products and events?' },
    body: {
      'zh-CN': '如果您同意，我们会不定期把新品、活动和行业资料发给您。每封消息都可以退订。',
      en: 'If you agree, we send you news of products, events and the field from time to time. You can unsubscribe in every message.',
    },
  },
]
