import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const pdfjs = fileURLToPath(new URL('../../node_modules/pdfjs-dist', import.meta.url))

/** What pdf.js fetches while it draws: character maps for Chinese fonts, the standard fonts, decoders. */
function pdfjsFiles(): Plugin {
  return {
    name: 'pdfjs-files',
    apply: 'build',
    writeBundle({ dir }) {
      for (const folder of ['cmaps', 'standard_fonts', 'wasm', 'iccs']) {
        cpSync(`${pdfjs}/${folder}`, `${dir}/pdfjs/${folder}`, { recursive: true })
      }
    },
  }
}

// WeChat's built-in browser is years behind: syntax of 2020, for Chrome 86 and iOS 14. Assets live under /portal/.
export default defineConfig({
  root: here,
  base: '/portal/',
  plugins: [pdfjsFiles()],
  // A classic worker: module workers came to iOS with version 15.
  worker: { format: 'iife' },
  build: {
    target: ['es2020', 'chrome86', 'safari14'],
    outDir: 'dist',
    emptyOutDir: true,
    modulePreload: false,
    sourcemap: false,
    // The viewer of tracked documents, and the signing page of contracts.
    rolldownOptions: { input: [`${here}index.html`, `${here}contract.html`] },
  },
})
