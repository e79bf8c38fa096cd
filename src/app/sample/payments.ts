import { DAY } from '#kernel/time.ts'
import { wallClock } from '#lib/calendar/index.ts'
import type { App } from '../wire.ts'
import { actingAs, type LoadedSample } from './nouns.ts'
import type { Past } from './past.ts'
import { mainAccount } from './settle.ts'

/** Where the distributor's money comes in. */
export async function loadBankAccounts(loaded: LoadedSample, past: Past): Promise<void> {
  const finance = actingAs(loaded, 'qinlan')
  const { statements } = past.payment
  await statements.createAccount(finance, { name: '招商银行基本户', number: mainAccount, currency: 'CNY' })
  const other = { name: '工商银行一般户', number: '1102020109000123', currency: 'CNY' }
  await statements.createAccount(finance, other)
}

/** The latest lines of the bank: one transfer for two deals, and money that is none of the deals'. */
export async function loadBankLines(app: App, loaded: LoadedSample): Promise<void> {
  const dayAgo = (days: number) => wallClock(app.clock.now() - days * DAY, 'Asia/Shanghai').date
  const line = (daysAgo: number, yuan: number, payer: string, remark: string) => ({
    id: `CMB${dayAgo(daysAgo).replaceAll('-', '')}${String(Math.round(yuan)).padStart(8, '0')}`,
    day: dayAgo(daysAgo),
    ...{ amount: Math.round(yuan * 100), currency: 'CNY', payer, remark },
    ...{ payerAccount: '', reversal: false },
  })
  await app.collaboration.payment.statements.webhook(actingAs(loaded, 'qinlan'), {
    account: mainAccount,
    lines: [
      line(1, 984_000, '恒康达医疗科技有限公司', '呼吸机、监视器货款'),
      line(1, 5_000, '华东医学装备学会', '展位押金退回'),
      line(0, 412.36, '', '结息'),
    ],
  })
}
