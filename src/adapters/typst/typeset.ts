import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'

const weights = ['400Regular', '500Medium', '600SemiBold', '700Bold']

/**
 * Typesets Typst sources as PDF files, in Noto Sans SC.
 * The sources see an empty folder of their own and nothing else of the disk.
 */
export function makeTypesetter(): { pdf(source: string): Buffer; close(): void } {
  const fonts = dirname(
    createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'),
  )
  const workspace = mkdtempSync(join(tmpdir(), 'loam-typst-'))
  const compiler = NodeCompiler.create({
    workspace,
    fontArgs: [{ fontPaths: weights.map(weight => join(fonts, weight)) }],
  })
  return {
    pdf: source => compiler.pdf({ mainFileContent: source }),
    close: () => rmSync(workspace, { recursive: true, force: true }),
  }
}
