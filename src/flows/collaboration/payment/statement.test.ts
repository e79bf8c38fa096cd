import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { caller, testApp } from '#test/app.ts'
import type { StatementView } from './api.ts'

const { app, db, workspace } = await testApp()
const one = await workspace()
const { statements } = app.collaboration.payment

const call = caller(one)

let account: Id
beforeAll(async () => {
  const input = { name: '基本户', number: '755901880001', currency: 'CNY' }
  account = (await call('finance', 'POST', '/bank-accounts', input)).body.id
})

const importFile = async (name: string, content: string): Promise<StatementView> => {
  const begun = await call(
    'finance',
    'POST',
    `/bank-statements?name=${name}&account=${account}`,
    Buffer.from(content),
  )
  expect(begun.status).toBe(200)
  await statements.settled()
  return (await call('finance', 'GET', `/bank-statements/${begun.body.id}`)).body
}

const countLines = async () => {
  const found = await db.tx(one.workspaceId, tx =>
    tx.execute<{ n: number }>(
      sql`select count(*)::int as n from bank_line where workspace_id = ${one.workspaceId}`,
    ),
  )
  return found.rows[0]!.n
}

test('a program sends lines by its key: the same line twice is one; it may not confirm anything', async () => {
  const made = await one
    .as('admin')
    .inject({ method: 'POST', url: '/api/v1/keys', payload: { kind: 'api', name: 'ERP', source: 'erp' } })
  const headers = { authorization: `Bearer ${made.json().secret}` }
  const line = { id: 'E1', day: '2026-11-24', amount: 88_00, currency: 'CNY', payer: '江州医院' }
  const send = () =>
    app.http.server.inject({
      ...{ method: 'POST' as const, url: '/api/v1/bank-lines', headers },
      payload: { account: '7559-0188-0001', lines: [line] },
    })
  expect((await send()).json()).toEqual({ fresh: 1, known: 0, outgoing: 0 })
  expect((await send()).json()).toEqual({ fresh: 0, known: 1, outgoing: 0 })
  const confirm = { method: 'POST' as const, url: '/api/v1/payments/confirm-exact', headers }
  expect((await app.http.server.inject(confirm)).statusCode).toBe(403)
})

test('the same act in MT940 and in a table is one line, by the bank’s number', async () => {
  const before = await countLines()
  const swift = `:20:A\n:25:755901880001\n:28C:1\n:60F:C261122CNY0,00\n:61:2611231123C500,00NTRFNONREF//K77\n:86:/NAME/江州医院/REMI/货款\n:62F:C261123CNY500,00\n`
  expect(await importFile('a.sta', swift)).toMatchObject({ kind: 'mt940', fresh: 1, known: 0 })
  const table = '交易日期,贷方金额,对方户名,摘要,流水号\n2026-11-23,500.00,江州市医院,设备款,K77\n'
  expect(await importFile('a.csv', table)).toMatchObject({ kind: 'csv', fresh: 0, known: 1 })
  expect(await countLines()).toBe(before + 1)
})

test('two transfers alike in everything stay two, and stay two when the file comes in another cut', async () => {
  const before = await countLines()
  const row = '2026-11-20,66.00,江州医院,货款\n'
  const head = '交易日期,收入金额,对方户名,摘要\n'
  expect(await importFile('b.csv', head + row + row)).toMatchObject({ fresh: 2 })
  expect(await importFile('c.csv', `${head}${row}${row}2026-11-21,1.00,江州医院,利息\n`)).toMatchObject({
    fresh: 1,
    known: 2,
  })
  expect(await countLines()).toBe(before + 3)
})

test('an import that a crash left half read is taken up by sending the file again', async () => {
  const rows = Array.from({ length: 1_500 }, (_, i) => `2026-11-19,${i + 1}.00,付款人${i},货款,R${i}\n`)
  const file = `交易日期,收入金额,对方户名,摘要,流水号\n${rows.join('')}`
  const whole = await importFile('d.csv', file)
  expect(whole).toMatchObject({ status: 'done', total: 1_500, fresh: 1_500 })
  // As a crash after the first piece leaves it.
  await db.tx(one.workspaceId, async tx => {
    await tx.execute(sql`update bank_statement set status = 'reading', done = 1000, result = null
      where workspace_id = ${one.workspaceId} and id = ${whole.id}`)
    await tx.execute(sql`delete from bank_line where workspace_id = ${one.workspaceId} and statement_id = ${whole.id}
      and substr(reference, 2)::int >= 1000`)
  })
  const again = await importFile('d.csv', file)
  expect(again).toMatchObject({ id: whole.id, status: 'done', done: 1_500, fresh: 500, known: 1_000 })
})

test('what can’t be read is told, and nothing of it is kept', async () => {
  const before = await countLines()
  const send = (content: string | Buffer) =>
    call('finance', 'POST', `/bank-statements?name=x&account=${account}`, Buffer.from(content))
  expect((await send('a,b\n1,2\n')).body.error.code).toBe('payment.columns')
  expect((await send(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).body.error.code).toBe('payment.file-old-excel')
  for (const header of ['交易日期,收入金额,对方户名\n', '交易日期,收入金额,对方户名\n合计,0.00,\n'])
    expect((await send(header)).body.error.code).toBe('payment.file-no-rows')
  const wrong = ':20:S9\n:60F:C261122CNY0,00\n:61:261123C5,00NTRFNONREF\n:62F:C261123CNY6,00\n'
  const refused = await send(wrong)
  expect(refused.body.error).toMatchObject({ code: 'payment.file-balance' })
  expect(refused.body.error.message['zh-CN']).toContain('S9')
  expect(await countLines()).toBe(before)
})
