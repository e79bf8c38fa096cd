import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { newToken } from '#kernel/id.ts'
import type { Blobs } from '#kernel/ports/blob.ts'

const safeKey = /^(?!.*\.\.)[\w-][\w./-]{0,300}$/

/** Files in a folder of this machine, written beside their place, flushed, then moved into it. */
export function diskBlobs(folder: string): Blobs {
  const place = (key: string) => {
    if (!safeKey.test(key)) throw new Error('Not a key of a file')
    return join(folder, key)
  }
  return {
    put: (key, content, mostBytes) => put(place(key), content, mostBytes),
    size: key =>
      stat(place(key)).then(
        found => found.size,
        () => undefined,
      ),
    read: (key, from, to) =>
      createReadStream(place(key), {
        ...(from !== undefined && { start: from }),
        ...(to !== undefined && { end: to }),
      }),
    local: async key => place(key),
    remove: key => rm(place(key), { force: true, recursive: true }),
  }
}

async function put(
  path: string,
  content: AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<number | 'too-large'> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${newToken(8)}.part`
  const file = await open(draft, 'wx')
  let bytes = 0
  try {
    for await (const chunk of content) {
      bytes += chunk.length
      if (bytes > mostBytes) break
      await file.write(chunk)
    }
    if (bytes <= mostBytes) await file.sync()
  } catch (error) {
    await file.close()
    await rm(draft, { force: true })
    throw error
  }
  await file.close()
  if (bytes > mostBytes) {
    await rm(draft, { force: true })
    return 'too-large'
  }
  await rename(draft, path)
  return bytes
}
