import excel from 'exceljs'
import type { Locale } from '#kernel/error.ts'
import type { RevisionContent } from './api.ts'
import { paperWords } from './paper-words.ts'

/**
 * A revision as an Excel file: one row per line, sums below; amounts are numbers as they stand in the revision, nothing is
 * calculated anew. One that nothing lets out says so in its first row, and above every page when it is printed.
 */
export async function sheetOf(
  content: RevisionContent,
  locale: Locale,
  cleared: boolean,
): Promise<Uint8Array> {
  const words = paperWords[locale]
  const colon = locale === 'en' ? ': ' : '：'
  const { terms, priced, lines } = content
  const main = (minor: number) => minor / 10 ** terms.minorDigits
  const money = terms.minorDigits === 0 ? '#,##0' : `#,##0.${'0'.repeat(terms.minorDigits)}`
  const book = new excel.Workbook()
  const sheet = book.addWorksheet(words.prices, {
    views: [{ state: 'frozen', ySplit: cleared ? 4 : 5 }],
  })
  const [row, name, unit, quantity, price, off, rate, amount] = words.columns as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  sheet.columns = [6, 40, 8, 10, 14, 14, 8, 16, 16, 14, 16].map(width => ({ width }))
  if (!cleared) {
    sheet.addRow([words.uncleared]).font = { bold: true, size: 14, color: { argb: 'FFB4472E' } }
    sheet.headerFooter.oddHeader = `&C${words.uncleared}`
  }
  sheet.addRow([
    `${words.title} ${content.quote.number} · ${words.revision} ${content.quote.revision}`,
  ]).font = { bold: true, size: 14 }
  sheet.addRow([`${words.customer}${colon}${content.customer.name}`])
  sheet.addRow([
    `${words.valid}${colon}${words.validUntil.replace('{day}', content.validDay)} · ${terms.currency} · ${words[terms.taxMode]}`,
  ])
  const tax = words.tax.replace(/[（( ]*\{rate\}.*/, '')
  sheet.addRow([row, name, unit, quantity, price, off, rate, amount, words.net, tax, words.total]).font = {
    bold: true,
  }
  for (const [i, line] of lines.entries()) {
    const sums = priced.lines[i]!
    const unitPrice = Number(line.listPrice ?? line.price ?? 0)
    const added = sheet.addRow([
      i + 1,
      line.name,
      line.unit,
      Number(sums.quantity),
      unitPrice,
      main(sums.amount - sums.list),
      `${line.taxRate}%`,
      ...[sums.amount, sums.net, sums.tax, sums.gross].map(main),
    ])
    for (const column of [5, 6, 8, 9, 10, 11]) added.getCell(column).numFmt = money
  }
  const { totals } = priced
  const last = sheet.addRow([
    '',
    words.total,
    '',
    '',
    '',
    main(totals.amount - totals.list),
    '',
    ...[totals.amount, totals.net, totals.tax, totals.gross].map(main),
  ])
  last.font = { bold: true }
  for (const column of [6, 8, 9, 10, 11]) last.getCell(column).numFmt = money
  if (content.capital) sheet.addRow(['', `${words.capital}${colon}${content.capital}`])
  return new Uint8Array(await book.xlsx.writeBuffer())
}
