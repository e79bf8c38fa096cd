import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = process.env.LOAM_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url))

/**
 * Path of a file of the measuring data that lies beside the checkout (or in `LOAM_DATA`), or undefined where it is
 * missing: tests that need it are skipped then (`test.skipIf(!path)`), since none of it may be copied into the project.
 */
export function sharedData(name: string): string | undefined {
  const path = join(folder, name)
  return existsSync(path) ? path : undefined
}
