/** The quote on paper. It reads `data` (paper.ts); texts in there are text, never markup. Headings become the sections that reading is measured by. */
export const paper = `
#let q = json(bytes(sys.inputs.data))
#let w = q.words
#let ink = rgb("#221E19")
#let quiet = rgb("#6B645A")
#let line-colour = rgb("#D9D2C7")
#let green = rgb("#2F6B4F")
#set document(title: q.title, author: q.seller, date: none)
#set text(font: "Noto Sans SC", size: 9.5pt, fill: ink, lang: w.lang, region: if w.lang == "zh" { "cn" } else { "us" })
#set par(leading: 0.62em, justify: false)
#set page(
  paper: "a4",
  margin: (x: 16mm, top: 18mm, bottom: 17mm),
  header: context if counter(page).get().first() > 1 {
    text(8pt, fill: quiet)[#q.seller #h(1fr) #q.number]
  },
  footer: context text(8pt, fill: quiet)[
    #q.fingerprint #h(1fr) #w.page.replace("{page}", str(counter(page).get().first())).replace("{pages}", str(counter(page).final().first()))
  ],
  background: if q.mark != none { rotate(-32deg, text(92pt, weight: "bold", fill: rgb("#F1ECE4"), q.mark)) },
)
#show heading.where(level: 1): it => block(above: 16pt, below: 7pt, sticky: true)[
  #text(12pt, weight: "semibold", fill: green, it.body)
]
#let rules = (x, y) => (bottom: if y == 0 { 0.8pt + ink } else { 0.4pt + line-colour })
#let facts(rows) = grid(columns: (auto, 1fr), column-gutter: 12pt, row-gutter: 6pt,
  ..rows.map(row => (text(fill: quiet, row.at(0)), row.at(1))).flatten())

#grid(columns: (1fr, auto), align: (left + bottom, right + bottom),
  [#text(10pt, fill: quiet, q.seller) #v(4pt) #text(20pt, weight: "bold", w.title)],
  text(9pt)[#q.number #linebreak() #text(fill: quiet)[#w.revision #q.revision #h(6pt) #q.issued]],
)
#v(2pt) #line(length: 100%, stroke: 1.2pt + green) #v(4pt)
#grid(columns: (1fr, 1fr), column-gutter: 16pt, facts(q.left), facts(q.right))

= #w.prices
#text(8.5pt, fill: quiet, q.priceNote)
#v(2pt)
#text(8.8pt, table(
  columns: (auto, 1fr, auto, auto, auto, auto, auto, auto),
  align: (x, y) => if x in (1, 2) { left + horizon } else if x == 0 { center + horizon } else { right + horizon },
  inset: (x: 4pt, y: 5pt), stroke: rules,
  table.header(..w.columns.map(name => text(weight: "semibold", name))),
  ..q.lines.map(row => if row.kind == "bundle" {
    (table.cell(colspan: 7, fill: rgb("#F5F1EA"), align: left)[#text(weight: "medium", row.name)], table.cell(fill: rgb("#F5F1EA"), row.amount))
  } else {
    (row.row, [#row.name #if row.detail != "" { linebreak(); text(7.8pt, fill: quiet, row.detail) }], row.unit, row.quantity, row.price, row.off, row.rate, row.amount)
  }).flatten(),
))
#block(breakable: false, width: 100%)[
  #v(2pt)
  #align(right, grid(columns: (auto, auto), column-gutter: 18pt, row-gutter: 5.5pt, align: (right, right),
    ..q.sums.map(row => (text(fill: quiet, row.at(0)), row.at(1))).flatten(),
    text(11pt, weight: "semibold", w.total), text(13pt, weight: "bold", fill: green, q.total),
  ))
  #if q.capital != none { v(3pt); block(width: 100%, inset: 8pt, fill: rgb("#F5F1EA"), radius: 2pt)[#text(fill: quiet, w.capital)#h(10pt)#text(weight: "medium", q.capital)] }
]

#if q.specs.len() > 0 [
= #w.specs
#table(columns: (auto, 1fr), align: (left, left), inset: (x: 4pt, y: 5pt), stroke: rules,
  table.header(..w.specColumns.map(name => text(weight: "semibold", name))),
  ..q.specs.map(row => (row.name, row.text.split("\\n").join(linebreak()))).flatten())
]

= #w.payment
#if q.payment.len() > 0 {
  table(columns: (auto, 1fr, auto, auto), align: (left, left, right, right), inset: (x: 4pt, y: 5pt), stroke: rules,
    table.header(..w.paymentColumns.map(name => text(weight: "semibold", name))),
    ..q.payment.map(row => (row.kind, row.label, row.percent, row.amount)).flatten())
} else { w.noPayment }

= #w.clauses
#for (i, clause) in q.clauses.enumerate() { grid(columns: (16pt, 1fr), [#(i + 1).], clause); v(3pt) }

#block(breakable: false, above: 26pt, width: 100%, grid(columns: (1fr, 1fr), column-gutter: 20pt,
  ..q.seals.map(seal => block(width: 100%, height: 96pt, inset: 10pt, stroke: 0.6pt + line-colour, radius: 3pt)[
    #text(weight: "medium", seal.name) #v(1fr)
    #grid(columns: (1fr, auto), text(fill: quiet, w.sealHere), text(fill: quiet, w.sealDate))
  ])))
`
