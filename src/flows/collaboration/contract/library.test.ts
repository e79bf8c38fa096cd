import { beforeAll, expect, test } from 'vitest'
import { newId } from '#kernel/id.ts'
import { caller, testApp } from '#test/app.ts'
import type { QuoteDraft } from '../quote/api.ts'
import type { ContractView, LibraryClause, Template } from './api.ts'

const { workspace } = await testApp()
const [one, other] = [await workspace(), await workspace()]

const call = caller(one)

let clauses: LibraryClause[] = []
let accountId = ''
const read = async (): Promise<LibraryClause[]> => (await call('rep', 'GET', '/contract-clauses')).body.items
const byTitle = (title: string) => clauses.find(({ wordings }) => wordings.some(one => one.title === title))!

beforeAll(async () => {
  clauses = await read()
  accountId = (await call('rep', 'POST', '/accounts', { name: '云洲市第一人民医院' })).body.id
})

/** A contract of a new quote of 1 000 yuan, or of 1 000 units of another currency. */
async function begun(templateId?: string, change: Partial<QuoteDraft> = {}): Promise<ContractView> {
  const quote = (await call('manager', 'POST', '/quotes', { accountId, name: '采购' })).body
  const line = {
    ...{ id: newId(), productId: null, kind: 'goods', name: '推车', spec: '', unit: '台', quantity: '1' },
    ...{ periods: 1, price: '1000', discount: null, taxRate: '13', free: false, bundleId: null },
  }
  const draft = { ...quote.draft, lines: [line], ...change }
  const saved = await call('manager', 'PUT', `/quotes/${quote.id}/draft`, { version: 1, name: '采购', draft })
  await call('manager', 'POST', `/quotes/${quote.id}/issue`, { version: saved.body.draftVersion })
  const made = await call('manager', 'POST', '/contracts', {
    quoteId: quote.id,
    ...(templateId && { templateId }),
  })
  expect(made.status).toBe(200)
  return made.body
}
const titlesOf = ({ draft }: ContractView) => draft.clauses.map(({ title }) => title)

const own = (change: object = {}) => ({
  ...{ id: newId(), language: 'zh-CN', title: '廉洁', body: '双方不得给予或收受不正当利益。' },
  ...{ risk: 'high', condition: 'always', aboveAmount: null, mandatory: true, ...change },
})

test('a clause of one’s own is added once, and by its rule is in every contract begun after that', async () => {
  const input = own()
  const [first, again] = [
    await call('admin', 'POST', '/contract-clauses', input),
    await call('admin', 'POST', '/contract-clauses', input),
  ]
  expect(first.status).toBe(200)
  expect(again.body).toEqual(first.body)
  expect((await read()).length).toBe(clauses.length + 1)
  const contract = await begun()
  expect(titlesOf(contract).at(-1)).toBe('廉洁')
  expect(contract.clauses.at(-1)).toMatchObject({ wording: 'standard', risk: 'high', mandatory: true })
  // In English it has no wording yet, so there it can't be asked for.
  expect(first.body.wordings).toMatchObject([{ language: 'zh-CN', version: 1 }])

  const { risk, condition, mandatory } = first.body as LibraryClause
  const rule = { risk, condition, mandatory, aboveAmount: 1_000_000_00, revision: 1 }
  const ruled = await call('admin', 'PUT', `/contract-clauses/${input.id}/rules`, rule)
  expect(ruled.body).toMatchObject({ aboveAmount: 1_000_000_00, revision: 2 })
  expect(titlesOf(await begun())).not.toContain('廉洁')
  // Twice the same is no conflict; another change on what one read before is.
  expect((await call('admin', 'PUT', `/contract-clauses/${input.id}/rules`, rule)).body.revision).toBe(2)
  const stale = await call('admin', 'PUT', `/contract-clauses/${input.id}/rules`, { ...rule, risk: 'low' })
  expect(stale.code).toBe('clause.stale')
})

test('a clause from an amount on looks at the amount in yuan, by the rate that the quote keeps', async () => {
  const fromTwoThousand = own({ title: '履约保函', aboveAmount: 2_000_00 })
  expect((await call('admin', 'POST', '/contract-clauses', fromTwoThousand)).status).toBe(200)
  const at = async (currency: string, rate: string | null) => {
    const base = rate === null ? null : { currency: 'CNY', rate, on: '2026-11-20' }
    return titlesOf(await begun(undefined, { currency, base })).includes('履约保函')
  }
  expect(await at('CNY', null)).toBe(false)
  expect(await at('USD', '7.1')).toBe(true)
  expect(await at('HKD', '0.92')).toBe(false)
  // No rate, so nobody knows whether it is large: the clause comes in.
  expect(await at('USD', null)).toBe(true)
})

test('a template decides about optional clauses and the order; what is mandatory comes in all the same', async () => {
  const [price, subject, ending] = ['价款', '标的', '解除'].map(title => byTitle(title)?.id ?? '')
  const ids = [price!, subject!, ending || clauses.find(({ key }) => key === 'termination')!.id]
  const input = { id: newId(), name: '简式合同', clauseIds: ids }
  const made = (await call('admin', 'POST', '/contract-templates', input)).body as Template
  expect(made).toEqual({ ...input, version: 1, archived: false })
  expect((await call('admin', 'POST', '/contract-templates', input)).body).toEqual(made)
  const contract = await begun(made.id)
  const titles = titlesOf(contract)
  expect(titles.indexOf('价款')).toBeLessThan(titles.indexOf('标的'))
  expect(titles).toContain('违约责任')
  expect(contract.faults.map(({ code }) => code)).not.toContain('contract.clause-needed')

  const save = (version: number, clauseIds: string[]) =>
    call('admin', 'POST', `/contract-templates/${made.id}/versions`, { version, name: '简式合同', clauseIds })
  const next = await save(1, ids.slice(0, 2))
  expect(next.body).toMatchObject({ version: 2, clauseIds: ids.slice(0, 2) })
  expect((await save(1, ids.slice(0, 2))).body.version).toBe(2)
  expect((await save(1, ids)).code).toBe('template.stale')
  const optional = contract.draft.clauses.find(({ clauseId }) => clauseId === ids[2])!.title
  expect(titlesOf(await begun(made.id))).not.toContain(optional)
  expect(titlesOf((await call('manager', 'GET', `/contracts/${contract.id}`)).body)).toContain(optional)
  expect((await save(2, [newId()])).code).toBe('clause.missing')
})

test('what is archived is offered to no new contract; those that have it keep it as standard; it comes back', async () => {
  const archive = (what: string, id: string, archived = true) =>
    call('admin', 'PUT', `/${what}/${id}/archived`, { archived })
  const added = (await call('admin', 'POST', '/contract-clauses', own({ title: '廉洁条款' }))).body
  const before = await begun()
  expect(titlesOf(before)).toContain('廉洁条款')
  expect((await archive('contract-clauses', added.id)).body).toMatchObject({ archived: true })
  const again = (await call('manager', 'GET', `/contracts/${before.id}`)).body as ContractView
  const at = titlesOf(again).indexOf('廉洁条款')
  expect(again.clauses[at]).toMatchObject({ wording: 'standard', mandatory: false })
  expect(again.nonStandard).toBe(false)
  const next = await begun()
  expect(titlesOf(next)).not.toContain('廉洁条款')
  expect(next.offered.map(({ id }) => id)).not.toContain(added.id)
  await archive('contract-clauses', added.id, false)
  expect(titlesOf(await begun())).toContain('廉洁条款')

  const all = (await call('admin', 'GET', '/contract-templates')).body.items as Template[]
  const [kept, ...others] = all
  for (const { id } of others) expect((await archive('contract-templates', id)).status).toBe(200)
  expect((await archive('contract-templates', kept!.id)).code).toBe('template.last')
  for (const { id } of others) {
    const quote = { quoteId: next.quoteId, templateId: id }
    await call('manager', 'POST', `/contracts/${next.id}/withdraw`, {})
    expect((await call('manager', 'POST', '/contracts', quote)).code).toBe('contract.template-missing')
  }
  for (const { id } of others) await archive('contract-templates', id, false)
  expect((await call('manager', 'GET', `/contracts/${before.id}`)).body.draft.templateId).toBe(kept!.id)
})

test('only who manages settings changes the library, and only their own', async () => {
  const { id } = clauses[0]!
  const [template] = (await call('rep', 'GET', '/contract-templates')).body.items as Template[]
  const { risk, condition, aboveAmount, mandatory } = clauses[0]!
  const rule = { risk, condition, aboveAmount, mandatory, revision: 1 }
  const version = { version: 1, name: 'x', clauseIds: [id] }
  for (const [method, url, payload] of [
    ['POST', '/contract-clauses', own()],
    ['PUT', `/contract-clauses/${id}/rules`, rule],
    ['POST', '/contract-templates', { id: newId(), name: 'x', clauseIds: [id] }],
    ['POST', `/contract-templates/${template!.id}/versions`, version],
    ['PUT', `/contract-clauses/${id}/archived`, { archived: true }],
    ['PUT', `/contract-templates/${template!.id}/archived`, { archived: true }],
  ] as const)
    expect([url, (await call('manager', method, url, payload)).status]).toEqual([url, 403])
  expect((await call('admin', 'PUT', `/contract-clauses/${id}/rules`, rule, other)).status).toBe(404)
  expect(
    (await call('admin', 'POST', `/contract-templates/${template!.id}/versions`, version, other)).status,
  ).toBe(404)
})
