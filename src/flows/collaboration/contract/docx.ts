import {
  AlignmentType,
  Document,
  HeadingLevel,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import type { paperData } from './paper.ts'

type Data = ReturnType<typeof paperData>

const font = { ascii: 'Noto Sans SC', eastAsia: 'Noto Sans SC', hAnsi: 'Noto Sans SC' }

/** The contract's text as a Word file: to be worked on elsewhere. It carries no signature and isn't the signed form. */
export async function docxOf(data: Data): Promise<Uint8Array> {
  const { words } = data
  const document = new Document({
    title: `${data.title} ${data.number}`,
    styles: { default: { document: { run: { font, size: 21 } } } },
    sections: [
      {
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, alignment: AlignmentType.CENTER, text: data.title }),
          new Paragraph({
            alignment: AlignmentType.CENTER,
            text: `${words.number} ${data.number} · ${data.version}`,
          }),
          ...data.parties.flatMap(({ label, name, rows }) => [
            line(`${label}：${name}`, true),
            ...rows.map(row => line(row.join('：'))),
          ]),
          ...data.clauses.flatMap(({ head, lines }) => [
            new Paragraph({ heading: HeadingLevel.HEADING_2, text: head }),
            ...lines.map(text => line(text)),
          ]),
          new Paragraph({ heading: HeadingLevel.HEADING_2, text: words.priceAnnex, pageBreakBefore: true }),
          tableOf(words.columns, data.lines),
          ...data.sums.map(row => line(row.join('：'))),
          line(`${words.total}：${data.total}`, true),
          ...(data.capital ? [line(`${words.capital}：${data.capital}`)] : []),
          ...(data.payment.length > 0
            ? [
                new Paragraph({ heading: HeadingLevel.HEADING_2, text: words.paymentAnnex }),
                tableOf(words.paymentColumns, data.payment),
              ]
            : []),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}

const line = (text: string, bold = false) =>
  new Paragraph({ spacing: { after: 80 }, children: [new TextRun({ text, bold })] })

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): Table {
  const row = (texts: readonly string[], bold: boolean) =>
    new TableRow({ children: texts.map(text => new TableCell({ children: [line(text, bold)] })) })
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [row(head, true), ...rows.map(each => row(each, false))],
  })
}
