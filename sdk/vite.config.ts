import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  root: here,
  build: {
    target: ['es2020', 'chrome86', 'safari14'],
    outDir: 'dist',
    emptyOutDir: true,
    lib: {
      entry: `${here}src/loam.ts`,
      name: 'loam',
      formats: ['es', 'iife'],
      fileName: format => (format === 'es' ? 'loam.js' : 'loam.iife.js'),
    },
  },
})
