import { documentRoutes } from '#decision/document/api.ts'
import { ApiError, networkError } from '../../../app/errors.ts'
import { addressOf } from '../../../app/http.ts'

/** How far an upload is, in bytes over all files. */
export interface UploadProgress {
  name: string
  done: number
  total: number
  /** Bytes per second so far. */
  rate: number
}

/**
 * Uploads files one after another, telling how far it is.
 * @returns their upload ids, in order
 * @throws ApiError
 */
export async function uploadFiles(
  files: readonly File[],
  tell: (progress: UploadProgress) => void,
): Promise<string[]> {
  const total = files.reduce((sum, file) => sum + file.size, 0)
  const start = performance.now()
  const ids: string[] = []
  let before = 0
  for (const file of files) {
    const offset = before
    const told = (done: number) => {
      const seconds = (performance.now() - start) / 1_000
      tell({
        name: file.name,
        done: offset + done,
        total,
        rate: seconds > 0.5 ? (offset + done) / seconds : 0,
      })
    }
    ids.push(await uploadOne(file, told))
    before += file.size
  }
  return ids
}

/** XMLHttpRequest, because `fetch` says nothing of how far an upload is. */
function uploadOne(file: File, tell: (done: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', addressOf(documentRoutes.upload.path, {}, { name: file.name }))
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'json'
    request.upload.onprogress = event => tell(event.loaded)
    request.onerror = () => reject(networkError())
    request.onload = () => {
      const answer: unknown = request.response
      if (request.status < 300) resolve((answer as { id: string }).id)
      else
        reject(
          new ApiError(
            request.status,
            (answer as { error: ConstructorParameters<typeof ApiError>[1] }).error,
          ),
        )
    }
    request.send(file)
  })
}
