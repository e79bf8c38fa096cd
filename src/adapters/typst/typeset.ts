import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { Typesetter } from '#kernel/ports/typesetter.ts'

const weights = ['400Regular', '500Medium', '600SemiBold', '700Bold']

/**
 * Typesets Typst sources as PDF files, in Noto Sans SC.
 * The sources see an empty folder of their own and nothing else of the disk. Fonts are read with the first file.
 */
export function makeTypesetter(): Typesetter & { close(): void } {
  let compiler: NodeCompiler | undefined
  let workspace: string | undefined
  const ready = (): NodeCompiler => {
    if (compiler) return compiler
    const fonts = dirname(
      createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'),
    )
    workspace = mkdtempSync(join(tmpdir(), 'loam-typst-'))
    compiler = NodeCompiler.create({
      workspace,
      fontArgs: [{ fontPaths: weights.map(weight => join(fonts, weight)) }],
    })
    return compiler
  }
  const inputOf = (source: string, data: unknown) => ({
    mainFileContent: source,
    ...(data !== undefined && { inputs: { data: JSON.stringify(data) } }),
  })
  return {
    pdf: async (source, data) => ready().pdf(inputOf(source, data)),
    svg: async (source, data) => ready().svg(inputOf(source, data)),
    close: () => {
      if (workspace) rmSync(workspace, { recursive: true, force: true })
      compiler = undefined
    },
  }
}
