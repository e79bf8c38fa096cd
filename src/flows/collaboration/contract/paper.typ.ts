/** The contract on paper. It reads `data` (paper.ts); texts in there are text, never markup. */
export const paper = `
#let d = json(bytes(sys.inputs.data))
#let w = d.words
#let ink = rgb("#221E19")
#let quiet = rgb("#6B645A")
#let line-colour = rgb("#D9D2C7")
#let green = rgb("#2F6B4F")
#let red = rgb("#B4472E")
#set document(title: d.title + " " + d.number, author: d.parties.at(0).name, date: none)
#set text(font: "Noto Sans SC", size: 10pt, fill: ink, lang: w.lang, region: if w.lang == "zh" { "cn" } else { "us" })
#set par(leading: 0.72em, justify: true)
#set page(
  paper: "a4",
  margin: (x: 22mm, top: 20mm, bottom: 20mm),
  header: context if counter(page).get().first() > 1 { text(8pt, fill: quiet)[#d.title #h(1fr) #d.number] },
  footer: context {
    set text(7.2pt, fill: quiet)
    if d.fingerprint != none [SHA-256 #d.fingerprint]
    h(1fr)
    w.page.replace("{page}", str(counter(page).get().first())).replace("{pages}", str(counter(page).final().first()))
  },
  background: if d.mark != none { rotate(-32deg, text(92pt, weight: "bold", fill: rgb("#F1ECE4"), d.mark)) },
)
#show heading.where(level: 1): it => block(above: 15pt, below: 7pt, sticky: true, text(11pt, weight: "semibold", it.body))
#let rules = (x, y) => (bottom: if y == 0 { 0.8pt + ink } else { 0.4pt + line-colour })
#let head(names) = table.header(..names.map(name => text(weight: "semibold", name)))
#let lines(texts) = texts.join(linebreak())

#align(center)[
  #text(20pt, weight: "bold", d.title)
  #v(2pt)
  #text(11pt, d.name)
]
#text(9pt, fill: quiet)[#w.number #d.number #h(1fr) #d.version]
#v(-4pt) #line(length: 100%, stroke: 1.2pt + green) #v(2pt)
#grid(columns: (1fr, 1fr), column-gutter: 18pt, ..d.parties.map(party => [
  #text(9pt, fill: quiet, party.label) #linebreak()
  #text(11pt, weight: "semibold", party.name)
  #for row in party.rows { linebreak(); text(8.8pt, fill: quiet, row.at(0)); h(6pt); text(8.8pt, row.at(1)) }
]))
#v(4pt)

#for clause in d.clauses [
= #clause.head
#for one in clause.lines { par(one) }
]

#block(breakable: false, above: 26pt, width: 100%, grid(columns: (1fr, 1fr), column-gutter: 18pt,
  ..d.signatures.map(side => block(width: 100%, height: 128pt, inset: 10pt, stroke: 0.6pt + line-colour, radius: 3pt)[
    #set par(justify: false)
    #text(9pt, fill: quiet, side.label) #linebreak()
    #text(weight: "medium", side.company)
    #v(1fr)
    #if side.drawn != none { image(bytes(side.drawn), format: "svg", height: 40pt) }
    #if side.typed != none { text(17pt, weight: "medium", side.typed) }
    #v(1fr)
    #if side.name != "" [
      #text(8.6pt)[#text(fill: quiet, w.signer) #side.name #h(8pt) #text(fill: quiet, w.signedAt) #side.at]
      #linebreak()
      #box(stroke: 0.7pt + red, radius: 2pt, inset: (x: 4pt, y: 2pt), text(7.6pt, fill: red, side.note))
    ] else { text(8.6pt, fill: quiet, side.note) }
  ])))

#pagebreak()
#block(below: 8pt, text(13pt, weight: "semibold", w.priceAnnex))
#text(9pt, table(
  columns: (auto, 1fr, auto, auto, auto, auto),
  align: (x, y) => if x in (1, 2) { left + horizon } else if x == 0 { center + horizon } else { right + horizon },
  inset: (x: 4pt, y: 5pt), stroke: rules, head(w.columns), ..d.lines.flatten()))
#align(right, grid(columns: (auto, auto), column-gutter: 18pt, row-gutter: 5.5pt, align: (right, right),
  ..d.sums.map(row => (text(9pt, fill: quiet, row.at(0)), text(9pt, row.at(1)))).flatten(),
  text(10.5pt, weight: "semibold", w.total), text(12pt, weight: "bold", fill: green, d.total)))
#if d.capital != none { block(width: 100%, inset: 8pt, fill: rgb("#F5F1EA"), radius: 2pt)[#text(fill: quiet, w.capital)#h(10pt)#text(weight: "medium", d.capital)] }
#if d.specs.len() > 0 {
  v(4pt)
  text(9pt, table(columns: (auto, 1fr), align: (left, left), inset: (x: 4pt, y: 5pt), stroke: rules,
    head((w.columns.at(1), w.specs)), ..d.specs.map(row => (row.name, lines(row.lines))).flatten()))
}
#if d.promised.len() > 0 {
  block(above: 12pt, below: 6pt, text(weight: "semibold", w.promised))
  for (i, one) in d.promised.enumerate() { grid(columns: (16pt, 1fr), [#(i + 1).], one); v(2pt) }
}
#if d.payment.len() > 0 {
  block(above: 18pt, below: 8pt, sticky: true, text(13pt, weight: "semibold", w.paymentAnnex))
  text(9pt, table(columns: (auto, 1fr, auto, auto), align: (left, left, right, right), inset: (x: 4pt, y: 5pt), stroke: rules,
    head(w.paymentColumns), ..d.payment.flatten()))
}

#if d.audit != none {
  pagebreak()
  block(below: 8pt, text(13pt, weight: "semibold", w.audit))
  text(9pt, par(justify: false, w.auditNote))
  v(6pt)
  text(8.6pt, table(columns: (auto, auto, 1fr, auto, auto), align: left, inset: (x: 4pt, y: 5pt), stroke: rules,
    head(w.auditColumns), ..d.audit.rows.flatten()))
  v(6pt)
  set par(justify: false)
  text(8pt)[#text(fill: quiet, w.fingerprint) #linebreak() #d.fingerprint #linebreak() #v(2pt) #text(fill: quiet, w.chainHead) #linebreak() #d.audit.head]
}
`
