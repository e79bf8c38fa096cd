import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

const fonts = fileURLToPath(new URL('../node_modules/@expo-google-fonts/noto-sans-sc', import.meta.url))
let compiler: NodeCompiler | undefined

/** A real PDF set by Typst, Chinese included. `source` is Typst markup; headings become the PDF's outline. */
export function typeset(source: string): Uint8Array {
  compiler ??= NodeCompiler.create({
    workspace: fonts,
    fontArgs: [{ fontPaths: [`${fonts}/400Regular`, `${fonts}/700Bold`] }],
  })
  const text = `#set text(font: "Noto Sans SC", size: 11pt, lang: "zh")\n#set page(paper: "a4")\n${source}`
  return compiler.pdf({ mainFileContent: text })
}

/** A tender document of six pages with an outline: cover, company, parameters over two pages, price, service. */
export function tenderPdf(): Uint8Array {
  const rows = Array.from(
    { length: 26 },
    (_, n) => `[项目 ${n + 1}], [≥ ${n + 50} 帧/秒], [${n + 60} 帧/秒], [满足],`,
  ).join(' ')
  const table = `#table(columns: (1fr, 1fr, 1fr, auto), ${rows})`
  return typeset(`
= 投标函
#lorem(60)
#pagebreak()
= 公司资质
#lorem(260)
#pagebreak()
= 技术参数
下表按贵院的需求逐条对照，十项全部满足，其中六项优于要求。
${table}
#pagebreak()
${table}
#pagebreak()
= 分项报价
#lorem(80)
= 付款方式
#lorem(80)
#pagebreak()
= 售后与质保
#lorem(200)
`)
}
