import { texts } from '../../../app/i18n.ts'

export const stepTexts = texts('deal-steps', {
  'zh-CN': {
    steps: '成交步骤',
    quote: '报价',
    approval: '授权与审批',
    contract: '合同',
    slot: '排期',
    payment: '首付款',
    delivery: '交付',
    done: '已完成',
    now: '进行中',
    later: '还没到',
    ended: '已终止',
  },
  en: {
    steps: 'Steps of the deal',
    quote: 'Quote',
    approval: 'Mandate',
    contract: 'Contract',
    slot: 'Slot',
    payment: 'First payment',
    delivery: 'Delivery',
    done: 'done',
    now: 'now',
    later: 'not yet',
    ended: 'ended',
  },
})
