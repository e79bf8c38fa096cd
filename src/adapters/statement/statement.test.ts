import excel from 'exceljs'
import iconv from 'iconv-lite'
import { expect, test } from 'vitest'
import { readStatement } from './read.ts'

const minorDigits = (currency: string) => (currency === 'JPY' ? 0 : 2)
const read = (content: string | Buffer) => readStatement(Buffer.from(content), minorDigits)

const mt940 = `{1:F01CMBCCNBSAXXX0000000000}{2:I940CMBCCNBSXXXXN}{4:
:20:ST261123
:25:CMBCCNBS/755901880001
:28C:231/1
:60F:C261122CNY100000,00
:61:2611231123C30000,00NTRFHT20261123-001//B0001
第三人民医院首付
:86:166?00入账?20HT20261123-001 ?21首付款?3112345678?32江州市第三人?33民医院
:61:2611231124D1200,5NMSCNONREF
:86:物业费
:61:261123RC500,00NTRFNONREF//B0003
:86:/NAME/南汀湾医院/REMI/退汇 户名不符
:62F:C261123CNY128299,50
-}
`

test('MT940: amounts, reversals, payers in both habits of :86:, and the account', async () => {
  const file = await read(mt940)
  expect(file).toMatchObject({ kind: 'mt940' })
  const [part] = 'parts' in file ? file.parts : []
  expect(part).toMatchObject({ account: 'CMBCCNBS/755901880001', currency: 'CNY' })
  expect(part!.lines).toEqual([
    {
      ...{
        day: '2026-11-23',
        amount: 30_000_00,
        currency: 'CNY',
        payer: '江州市第三人民医院',
        payerAccount: '12345678',
      },
      ...{
        remark: 'HT20261123-001 HT20261123-001 首付款 第三人民医院首付',
        reference: 'B0001',
        reversal: false,
      },
    },
    {
      day: '2026-11-24',
      amount: -1_200_50,
      currency: 'CNY',
      payer: '',
      payerAccount: '',
      remark: '物业费',
      reference: '',
      reversal: false,
    },
    {
      day: '2026-11-23',
      amount: -500_00,
      currency: 'CNY',
      payer: '南汀湾医院',
      payerAccount: '',
      remark: '退汇 户名不符',
      reference: 'B0003',
      reversal: true,
    },
  ])
})

test('MT940: a statement that doesn’t lead to its closing balance is refused; over New Year the booking day keeps its year', async () => {
  expect(await read(mt940.replace('C30000,00', 'C30000,01'))).toMatchObject({
    fault: 'balance',
    place: 'ST261123',
  })
  expect(await read(mt940.replace(':61:2611231123C', ':61:26112XC'))).toMatchObject({ fault: 'format' })
  const turn = mt940.replace(':61:2611231123C', ':61:2701021231C')
  const file = await read(turn)
  expect('parts' in file && file.parts[0]!.lines[0]!.day).toBe('2026-12-31')
})

const entry = (amount: string, indicator: string, more = '', details = '') => `
  <Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${indicator}</CdtDbtInd>${more}<BookgDt><Dt>2026-11-23</Dt></BookgDt>
  <AcctSvcrRef>REF-${amount}</AcctSvcrRef><NtryDtls>${details}</NtryDtls></Ntry>`
const booked = '<Sts><Cd>BOOK</Cd></Sts>'
const detail = (name: string, text: string, amount = '') =>
  `<TxDtls>${amount}<RltdPties><Dbtr><Pty><Nm>${name}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls>`
const camt = (entries: string, closing: string) => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S-1</Id>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
${entries}</Stmt></BkToCstmrStmt></Document>`

test('CAMT.053: booked entries alone, batches told apart, reversals marked', async () => {
  const part = (value: string) => `<Amt Ccy="EUR">${value}</Amt><CdtDbtInd>CRDT</CdtDbtInd>`
  const entries = [
    entry('1500.50', 'CRDT', booked, detail('Müller &amp; Söhne GmbH', 'HT20261123-001')),
    entry(
      '300.00',
      'CRDT',
      booked,
      detail('A', 'eins', part('100.00')) + detail('B', 'zwei', part('200.00')),
    ),
    entry('20.00', 'DBIT', `${booked}<RvslInd>true</RvslInd>`, detail('A', 'zurück')),
    entry('999.00', 'CRDT', '<Sts><Cd>PDNG</Cd></Sts>'),
  ].join('')
  const file = await read(camt(entries, '1880.50'))
  expect(file).toMatchObject({ kind: 'camt053' })
  const [statement] = 'parts' in file ? file.parts : []
  expect(statement).toMatchObject({ account: 'DE89370400440532013000', currency: 'EUR' })
  expect(
    statement!.lines.map(({ amount, payer, remark, reference, reversal }) => [
      amount,
      payer,
      remark,
      reference,
      reversal,
    ]),
  ).toEqual([
    [1_500_50, 'Müller & Söhne GmbH', 'HT20261123-001', 'REF-1500.50', false],
    [100_00, 'A', 'eins', 'REF-300.00-1', false],
    [200_00, 'B', 'zwei', 'REF-300.00-2', false],
    [-20_00, '', 'zurück', 'REF-20.00', true],
  ])
})

test('CAMT.053: a wrong sum, broken XML and a document type are refused', async () => {
  const one = entry('5.00', 'CRDT', booked)
  expect(await read(camt(one, '105.00'))).toMatchObject({ kind: 'camt053' })
  expect(await read(camt(one, '106.00'))).toMatchObject({ fault: 'balance', place: 'S-1' })
  expect(await read(camt(one, '105.00').replace('</Stmt>', ''))).toMatchObject({ fault: 'format' })
  const bomb = camt(one, '105.00').replace('<Document', '<!DOCTYPE x [<!ENTITY a "aaaa">]><Document')
  expect(await read(bomb)).toMatchObject({ fault: 'format', place: 'DOCTYPE' })
})

test('tables: GBK and UTF-8, commas, semicolons and tabs, Excel; an old Excel file is told', async () => {
  const rows = [
    ['交易日期', '收入', '对方户名'],
    ['2026-11-23', '30000.15', '江州市第三人民医院'],
  ]
  for (const mark of [',', ';', '\t']) {
    const text = rows.map(cells => cells.join(mark)).join('\r\n')
    expect(await read(iconv.encode(text, 'gb18030'))).toMatchObject({ kind: 'csv', rows })
    expect(await read(`\ufeff${text}`)).toMatchObject({ kind: 'csv', rows })
  }
  const book = new excel.Workbook()
  const sheet = book.addWorksheet('明细')
  sheet.addRow(rows[0])
  sheet.addRow([new Date('2026-11-23T00:00Z'), 30_000.15, '江州市第三人民医院'])
  sheet.getCell('A2').numFmt = 'yyyy-mm-dd'
  expect(await read(Buffer.from(await book.xlsx.writeBuffer()))).toMatchObject({ kind: 'xlsx', rows })
  expect(await read(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toMatchObject({ fault: 'old-excel' })
})

test('what is no statement is told apart: nothing at all, a picture, a PDF, a workbook with a password', async () => {
  for (const nothing of ['', ' \r\n\ufeff']) expect(await read(nothing)).toMatchObject({ fault: 'empty' })
  const picture = Buffer.from('89504e470d0a1a0a0000000d49484452000000', 'hex')
  for (const other of [picture, '%PDF-1.4\n1 0 obj<<>>endobj'])
    expect(await read(other)).toMatchObject({ fault: 'format', place: '' })
  const locked = Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(1024),
    Buffer.from('EncryptedPackage', 'utf16le'),
  ])
  expect(await read(locked)).toMatchObject({ fault: 'locked' })
  expect(await read(Buffer.from('PK\x03\x04 cut short'))).toMatchObject({ fault: 'format', place: '' })
  const blank = new excel.Workbook()
  blank.addWorksheet('空')
  expect(await read(Buffer.from(await blank.xlsx.writeBuffer()))).toMatchObject({ fault: 'empty' })
  expect(await read('会议纪要\n今天讨论了三件事\n')).toMatchObject({ fault: 'format', place: '' })
})

test('text in an encoding that isn’t known is told, not taken for columns; a rare character in a name is none of it', async () => {
  const text = '交易日期,收入金額,對方戶名,摘要\n2026-11-23,5.00,江州醫院,貨款\n'
  expect(await read(iconv.encode(text, 'big5'))).toMatchObject({ fault: 'encoding' })
  expect(await read(iconv.encode(text, 'latin1'))).toMatchObject({ fault: 'encoding' })
  const bom = Buffer.from([0xfe, 0xff])
  expect(await read(Buffer.concat([bom, iconv.encode(text, 'utf-16be')]))).toMatchObject({ kind: 'csv' })
  const rare = '交易日期,收入金额,对方户名\n2026-11-23,5.00,赵\ue863\n'
  expect(await read(rare)).toMatchObject({ kind: 'csv' })
})
