import { expect, test } from 'vitest'
import type { BuiltInRole } from '#platform/org/api.ts'
import { caller, testApp } from '#test/app.ts'
import { bookFor } from './index.ts'

const { workspace } = await testApp()
const one = await workspace()
const other = await workspace()

const call = caller(one)
const bookFields = {
  name: '2026 标准价',
  currency: 'CNY',
  taxMode: 'inclusive',
  validFrom: '2026-01-01',
  validTo: null,
  segment: null,
}
const newBook = async (fields: object = {}) =>
  (await call('manager', 'POST', '/price-books', { ...bookFields, ...fields })).body
const newProduct = async (code: string, name: string, fields: object = {}) =>
  (await call('manager', 'POST', '/products', { code, name, ...fields })).body

test('products are found by initials and code; costs and floors show only with the right to see them', async () => {
  const book = await newBook()
  const host = await newProduct('CY-4K-100', '4K 荧光摄像主机', { unit: '台', family: '腔镜' })
  await newProduct('CY-LS-20', '荧光光源')
  const offer = {
    price: '990000',
    tiers: [{ from: '3', price: '950000' }],
    floor: '860000',
    cost: '610000.5',
  }
  const set = await call('manager', 'PUT', `/price-books/${book.id}/entries`, {
    entries: [{ productId: host.id, offer }],
  })
  expect(set.body).toMatchObject({ version: 2, entries: 1 })
  const find = async (role: BuiltInRole, query: string) =>
    (await call(role, 'GET', `/products?${query}`)).body.items
  expect((await find('rep', 'q=ygsxzj')).map(({ code }: { code: string }) => code)).toEqual(['CY-4K-100'])
  expect(await find('rep', `q=4k-100&book=${book.id}`)).toMatchObject([
    { offer: { ...offer, floor: null, cost: null } },
  ])
  expect(await find('manager', `book=${book.id}&priced=true`)).toMatchObject([{ id: host.id, offer }])
  expect((await call('rep', 'PUT', `/price-books/${book.id}/entries`, { entries: [] })).status).toBe(403)
  expect((await call('admin', 'GET', `/products/${host.id}`, undefined, other)).status).toBe(404)
})

test('who may set prices but not see costs leaves them as they are', async () => {
  const book = await newBook()
  const product = await newProduct('CY-COST', '监护仪')
  const entries = (offer: object) => ({
    entries: [{ productId: product.id, offer: { tiers: [], ...offer } }],
  })
  await call(
    'manager',
    'PUT',
    `/price-books/${book.id}/entries`,
    entries({ price: '100', floor: '90', cost: '50' }),
  )
  const role = (
    await call('admin', 'POST', '/org/roles', {
      name: '价格专员',
      permissions: ['crm.read', 'price.write'],
      scope: 'all',
    })
  ).body
  await call('admin', 'PATCH', `/org/members/${one.userIds.integrator}`, { roleId: role.id })
  const put = await call(
    'integrator',
    'PUT',
    `/price-books/${book.id}/entries`,
    entries({ price: '120', floor: '0', cost: '0' }),
  )
  expect(put.status).toBe(200)
  const [seen] = (await call('manager', 'GET', `/products?q=CY-COST&book=${book.id}`)).body.items
  expect(seen.offer).toEqual({ price: '120', tiers: [], floor: '90', cost: '50' })
})

test('a price list in GBK is taken over by its headings; rows that can’t be read are told, the others hold', async () => {
  const book = await newBook()
  const iconv = await import('iconv-lite')
  const csv = [
    '产品编码,产品名称,单位,类型,税率,含税单价（元）,阶梯价,底价,成本',
    'A-1,高清镜,支,商品,13%,"¥25,600.00",5:24000;10:22000,21000,15000.5',
    'A-2,装机培训,人天,服务,0.06,3000,,,',
    'A-3,坏行,台,商品,13%,面议,,,',
    'A-4,坏税率,台,商品,17%,100,,,',
    'A-1,高清镜,支,商品,13%,"26,000",,,',
  ].join('\r\n')
  const url = `/price-books/${book.id}/import?name=${encodeURIComponent('价格表.csv')}`
  const first = await call('manager', 'POST', url, iconv.encode(csv, 'gb18030'))
  expect(first.body).toMatchObject({ created: 2, changed: 0, priced: 2, faultCount: 2 })
  expect(
    first.body.faults.map(({ column, value }: { column: string; value: string }) => [column, value]),
  ).toEqual([
    ['含税单价（元）', '面议'],
    ['税率', '17%'],
  ])
  const items = (await call('manager', 'GET', `/products?book=${book.id}&priced=true&sort=code`)).body.items
  expect(items).toMatchObject([
    { code: 'A-1', unit: '支', kind: 'goods', taxRate: '13', offer: { price: '26000', tiers: [] } },
    { code: 'A-2', kind: 'service', taxRate: '6', offer: { price: '3000', cost: null } },
  ])
  const again = await call(
    'manager',
    'POST',
    url,
    iconv.encode(csv.replace('装机培训', '装机与培训'), 'gb18030'),
  )
  expect(again.body).toMatchObject({ created: 0, changed: 1 })
  expect((await call('manager', 'POST', url, Buffer.from('no,table\n1,2'))).body.error.code).toBe(
    'price-book.no-table',
  )
  expect((await call('rep', 'POST', url, Buffer.from('x'))).status).toBe(403)
})

test('what a price list has no column for stays as it is: floors, costs and tiers too; full-width figures are read', async () => {
  const book = await newBook()
  const product = await newProduct('K-1', '监护仪')
  const offer = { price: '100', tiers: [{ from: '5', price: '95' }], floor: '90', cost: '50' }
  await call('manager', 'PUT', `/price-books/${book.id}/entries`, {
    entries: [{ productId: product.id, offer }],
  })
  const url = `/price-books/${book.id}/import?name=a.csv`
  const kept = await call(
    'manager',
    'POST',
    url,
    Buffer.from('编码,名称,价格,税率\nK-1,监护仪,￥１２０,１３％'),
  )
  expect(kept.body).toMatchObject({ priced: 1, faultCount: 0 })
  const shown = async () =>
    (await call('manager', 'GET', `/products?ids=${product.id}&book=${book.id}`)).body.items[0]
  expect((await shown()).offer).toEqual({ ...offer, price: '120' })
  await call('manager', 'POST', url, Buffer.from('编码,名称,价格,底价\nK-1,监护仪,120,'))
  expect((await shown()).offer).toEqual({ ...offer, price: '120', floor: null })
})

test('what is pasted is looked up by code or whole name, whatever its width and case; costs stay hidden', async () => {
  const book = await newBook()
  const pump = await newProduct('LU-9', '输注泵')
  const offer = { price: '100', tiers: [], floor: '90', cost: '50' }
  await call('manager', 'PUT', `/price-books/${book.id}/entries`, {
    entries: [{ productId: pump.id, offer }],
  })
  const texts = ['ｌｕ－９', '输注泵', 'lu-9 ', '输注', 'LU']
  const found = await call('rep', 'POST', '/products/look-up', { texts, book: book.id })
  expect(found.body.items.map(({ text }: { text: string }) => text)).toEqual(texts.slice(0, 3))
  expect(found.body.items[0].product).toMatchObject({ id: pump.id, offer: { floor: null, cost: null } })
  expect((await call('rep', 'POST', '/products/look-up', { texts, book: null }, other)).body.items).toEqual(
    [],
  )
})

test('an Excel price list is taken over too', async () => {
  const { default: excel } = await import('exceljs')
  const file = new excel.Workbook()
  const sheet = file.addWorksheet('价格')
  sheet.addRow(['编码', '名称', '价格'])
  sheet.addRow(['X-1', '消融电极', 0.1 + 0.2])
  const book = await newBook()
  const url = `/price-books/${book.id}/import?name=a.xlsx`
  const done = await call('manager', 'POST', url, Buffer.from(await file.xlsx.writeBuffer()))
  expect(done.body).toMatchObject({ created: 1, priced: 1 })
  expect((await call('manager', 'GET', `/products?q=X-1&book=${book.id}`)).body.items[0].offer.price).toBe(
    '0.3',
  )
})

test('option rules name the other product; a bundle holds single products, never itself', async () => {
  const host = await newProduct('B-1', '主机')
  const light = await newProduct('B-2', '光源')
  const rules = [{ kind: 'requires', otherId: light.id }]
  const saved = await call('manager', 'PUT', `/products/${host.id}/options`, { rules })
  expect(saved.body.rules).toEqual([
    { kind: 'requires', productId: host.id, otherId: light.id, name: '光源' },
  ])
  const set = await newProduct('B-3', '主机光源套装', { components: [{ productId: host.id, quantity: '1' }] })
  expect(set.components).toHaveLength(1)
  const bad = (productId: string) =>
    call('manager', 'PATCH', `/products/${set.id}`, {
      version: 1,
      changes: { components: [{ productId, quantity: '1' }] },
    })
  expect((await bad(set.id)).body.error.code).toBe('product.component')
  expect((await newProduct('B-1', '重复')).error.code).toBe('product.code-taken')
})

test('the book of the account’s tier comes before the one for everybody, and only on its days', () => {
  const book = (id: string, segment: string | null, validFrom: string, validTo: string | null = null) => ({
    ...{ id, segment, validFrom, validTo, currency: 'CNY' },
  })
  const books = [
    book('all', null, '2026-01-01'),
    book('newer', null, '2026-06-01'),
    book('top', '三级甲等', '2026-01-01', '2026-06-30'),
    { ...book('usd', null, '2026-07-01'), currency: 'USD' },
  ]
  const chosen = (tier: string | null, day: string) => bookFor(books, { tier, day })?.id
  expect(chosen('三级甲等', '2026-06-30')).toBe('top')
  expect(chosen('三级甲等', '2026-07-01')).toBe('newer')
  expect(chosen('二级甲等', '2026-02-01')).toBe('all')
  expect(chosen(null, '2025-12-31')).toBeUndefined()
})
