import type { DraftLine, QuoteDraft } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import { DAY } from '#kernel/time.ts'
import type { App } from '../wire.ts'
import type { LoadedSample } from './nouns.ts'
import { type Catalogue, lineOf } from './prices.ts'
import { colleague } from './stage.ts'

export const percent = (value: string) => ({ by: 'percent' as const, value })

export const payment = (first: string, middle: string, last: string): QuoteDraft['payment'] => [
  { id: newId(), kind: 'first', label: '合同签订后 7 日内', percent: first, days: 7 },
  { id: newId(), kind: 'milestone', label: '到货验收合格后 15 日内', percent: middle, days: 75 },
  { id: newId(), kind: 'retention', label: '质保满一年后 15 日内', percent: last, days: 440 },
]

export const clauses = [
  '报价含运输、保险、安装调试和现场培训。',
  '整机质保三年，四小时响应，二十四小时到场；备机常驻南京、杭州、上海三地。',
  '合同签订后四十五日内交付。',
].join('\n')

/** Three quotes as they stand on an ordinary day: one out, one revised, one being written. */
export async function loadQuotes(app: App, loaded: LoadedSample, catalogue: Catalogue): Promise<void> {
  const line = (code: string, quantity: string, change?: Partial<DraftLine>) =>
    lineOf(catalogue, code, quantity, change)
  const day = (days: number) => new Date(app.clock.now() + days * DAY).toISOString().slice(0, 10)
  const laparoscope = [
    line('CY-FL-4000', '2'),
    line('CY-FL-210', '2'),
    line('CY-MN-55', '4'),
    line('CY-SC-30', '6'),
    line('CY-SV-INST', '6', { free: true }),
  ]
  await write(app, loaded, 'linxiao', 'yunzhou', '4K 荧光腹腔镜 2 套', [
    { lines: laparoscope, discount: null, payment: payment('30', '60', '10'), clauses, validUntil: day(30) },
    {
      lines: laparoscope.map((one, i) => (i === 0 ? { ...one, discount: percent('5') } : one)),
      payment: payment('40', '50', '10'),
      delivery: { from: day(35), to: day(49) },
    },
  ])
  const scanner = [
    line('CY-CT-64', '1', { discount: percent('3') }),
    line('CY-CT-INJ', '1'),
    line('CY-TR-01', '1'),
    line('CY-SV-EXT', '2'),
    line('CY-SW-PACS', '6', { periods: 36 }),
  ]
  await write(app, loaded, 'shenruolan', 'nanhu', '64 排 CT 1 台及配套', [
    { lines: scanner, payment: payment('30', '65', '5'), clauses, validUntil: day(20) },
  ])
  const ventilators = [
    line('CY-NV-12', '12', { discount: percent('4') }),
    line('CY-NV-MASK', '24', { free: true }),
  ]
  await write(
    app,
    loaded,
    'linxiao',
    'qingxi',
    '无创呼吸机 12 台',
    [{ lines: ventilators, payment: payment('50', '45', '5'), clauses }],
    false,
  )
}

/** Writes a quote and issues a revision of each state of it; the last is left as a draft where it isn't out yet. */
async function write(
  app: App,
  loaded: LoadedSample,
  person: string,
  customer: string,
  name: string,
  states: Partial<QuoteDraft>[],
  issued = true,
): Promise<void> {
  const { quotes, issuing } = app.collaboration.quote
  const actor = colleague(loaded, person)
  const accountId = loaded.accounts[customer]!
  let quote = await quotes.create(actor, { accountId, name })
  for (const state of states) {
    const draft = { ...quote.draft, ...state }
    quote = await quotes.save(actor, quote.id, { version: quote.draftVersion, name, draft })
    if (issued) quote = await issuing.issue(actor, quote.id, quote.draftVersion)
  }
}
