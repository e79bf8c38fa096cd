import { readFile } from 'node:fs/promises'
import { imageSize } from 'image-size'
import type { Tx } from '#db/connection.ts'
import { AppError, type ErrorCode } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { FileContent, FileFault, PagePart } from '#kernel/ports/page-reader.ts'
import { DAY } from '#kernel/time.ts'
import type { Actor } from '#platform/org/index.ts'
import { errors } from './api.ts'
import { type FileType, MOST_BYTES, MOST_PICTURE_PIXELS, sniff } from './model.ts'
import type { DocumentPorts } from './ports.ts'
import * as store from './store.ts'
import type { UploadRow, VersionRow } from './tables.ts'
import * as arrivals from './upload-store.ts'

const faults: Record<FileFault, ErrorCode> = {
  encrypted: errors['document.encrypted'],
  broken: errors['document.broken'],
  'too-many-pages': errors['document.too-many-pages'],
  'too-slow': errors['document.too-slow'],
}

/** Pictures are laid out as pages this wide, in PDF units. */
const PICTURE_WIDTH = 595

/** Pages whose small pictures are made ahead. */
const DRAWN_AHEAD = 24

export type Files = ReturnType<typeof makeFiles>

/** Files on their way in: kept, sniffed, checked, read in the background, drawn on demand. */
export function makeFiles(ports: DocumentPorts) {
  const { db, blobs, pages, clock, live, onError } = ports
  let background: Promise<unknown> = Promise.resolve()

  const processVersion = async (workspaceId: Id, documentId: Id, number: number): Promise<void> => {
    const version = await db.tx(workspaceId, tx => store.selectVersion(tx, workspaceId, documentId, number))
    if (version?.status !== 'processing') return
    const content = await contentOf(version)
    await db.tx(workspaceId, tx => settleVersion(tx, version, content))
    const data = { documentId }
    live.push({ workspaceId, type: 'document.changed', data, permission: 'document.read' })
    if (!('fault' in content)) await drawFirst({ ...version, pages: content.pages })
  }

  /** The first pages are looked at by everyone: their small pictures are there before. */
  const drawFirst = async (version: VersionRow): Promise<void> => {
    for (let page = 1; page <= Math.min(DRAWN_AHEAD, version.pages.length); page++) {
      await pictureKey(version, page, 'small')
    }
  }

  const contentOf = async (version: VersionRow): Promise<FileContent | { fault: FileFault }> => {
    if (version.format === 'pdf') return pages.read(await blobs.local(version.files[0]!.key))
    const sizes = version.pages.map((page, index) => ({ ...page, number: index + 1 }))
    const sections = sizes.map(
      ({ number, width, height }): PagePart => ({
        page: number,
        x0: 0,
        y0: 0,
        x1: width,
        y1: height,
        title: '',
        key: '',
        source: 'page',
      }),
    )
    return { pages: version.pages, outline: [], sections }
  }

  return {
    /** Takes one file in. @throws AppError when it is too large, no document, or there is no room */
    upload: (actor: Actor, name: string, content: AsyncIterable<Uint8Array>) =>
      takeUpload(ports, actor, name, content),

    /** Starts reading a version in the background. */
    process: (workspaceId: Id, documentId: Id, number: number): void => {
      background = Promise.all([
        background,
        processVersion(workspaceId, documentId, number).catch(error => onError(error, 'reading a document')),
      ])
    },

    /** Waits for what is being read. For tests and for stopping. */
    settled: (): Promise<unknown> => background,

    /** Removes uploads of yesterday that never became a document. @returns how many */
    sweep: async (): Promise<number> => {
      const before = new Date(clock.now() - DAY)
      const stale = await db.outside(tx => arrivals.staleUploads(tx, before))
      for (const { workspaceId, id, key } of stale) {
        await db.tx(workspaceId, tx => arrivals.deleteUploads(tx, workspaceId, [id]))
        await blobs.remove(key)
      }
      return stale.length
    },

    /** A page as JPEG, drawn once and kept. */
    picture: async (version: VersionRow, page: number, size: 'small' | 'large') =>
      blobs.read(await pictureKey(version, page, size)),

    /** Turns uploads into the files of a version. @throws AppError when they don't make one */
    accept: async (tx: Tx, actor: Actor, ids: readonly Id[]) => {
      const found = await arrivals.selectUploads(tx, actor.workspaceId, ids)
      const uploads = ids.map(id => found.find(one => one.id === id))
      if (uploads.some(one => !one)) throw new AppError(errors['document.upload-missing'])
      const whole = uploads as UploadRow[]
      const format = await formatOf(whole)
      await arrivals.deleteUploads(tx, actor.workspaceId, ids)
      return {
        format,
        bytes: whole.reduce((sum, one) => sum + one.bytes, 0),
        files: whole.map(({ key, type, bytes }) => ({ key, type: type as FileType, bytes })),
        pages: format === 'pictures' ? whole.map(picturePage) : [],
        createdBy: actor.id,
        createdAt: new Date(clock.now()),
      }
    },
  }

  async function pictureKey(version: VersionRow, page: number, size: 'small' | 'large'): Promise<string> {
    const key = `${version.workspaceId}/${version.documentId}/v${version.number}.${page}.${size}.jpg`
    const width = size === 'small' ? 240 : 1_000
    if ((await blobs.size(key)) === undefined) await drawTo(key, version, page, width)
    return key
  }

  async function formatOf(uploads: UploadRow[]): Promise<'pdf' | 'pictures'> {
    const pdfs = uploads.filter(one => one.type === 'application/pdf')
    if (pdfs.length === 0) return 'pictures'
    if (uploads.length > 1) throw new AppError(errors['document.mixed'])
    const checked = await pages.check(await blobs.local(pdfs[0]!.key))
    if ('fault' in checked) throw new AppError(faults[checked.fault])
    return 'pdf'
  }

  async function drawTo(key: string, version: VersionRow, page: number, width: number): Promise<void> {
    const file = version.files[version.format === 'pdf' ? 0 : page - 1]!
    const path = await blobs.local(file.key)
    const drawn = await pages.draw(path, width, version.format === 'pdf' ? page : undefined)
    if ('fault' in drawn) throw new AppError(faults[drawn.fault])
    await blobs.put(key, once(drawn), MOST_BYTES)
  }
}

async function settleVersion(
  tx: Tx,
  { workspaceId, documentId, number }: VersionRow,
  content: FileContent | { fault: FileFault },
): Promise<void> {
  if ('fault' in content) {
    await store.updateVersion(tx, workspaceId, documentId, number, { status: 'failed', fault: content.fault })
    return
  }
  const { pages, outline, sections } = content
  await store.updateVersion(tx, workspaceId, documentId, number, { status: 'ready', pages, outline })
  const of = { workspaceId, documentId, version: number }
  await store.insertSections(
    tx,
    sections.map(one => ({ ...one, ...of, id: newId() })),
  )
  // Versions may be read out of order: the newest that is ready counts.
  const versions = await store.selectVersions(tx, workspaceId, documentId)
  const newest = Math.max(...versions.filter(one => one.status === 'ready').map(one => one.number))
  await store.updateDocument(tx, workspaceId, documentId, { version: newest })
}

async function takeUpload(
  { db, blobs, clock }: DocumentPorts,
  actor: Actor,
  name: string,
  content: AsyncIterable<Uint8Array>,
) {
  const id = newId(clock.now())
  const key = `${actor.workspaceId}/uploads/${id}`
  const bytes = await blobs.put(key, content, MOST_BYTES).catch(error => {
    const full = ['ENOSPC', 'EDQUOT', 'EROFS'].includes((error as { code?: string }).code ?? '')
    throw full ? new AppError(errors['document.storage-full']) : error
  })
  if (bytes === 'too-large') {
    throw new AppError(errors['document.too-large'], { megabytes: MOST_BYTES / 1024 / 1024 })
  }
  try {
    const path = await blobs.local(key)
    const { type, width, height } = await identify(path, blobs.read(key, 0, 1_023))
    const createdAt = new Date(clock.now())
    const row = { workspaceId: actor.workspaceId, id, key, type, name, bytes, width, height }
    await db.tx(actor.workspaceId, tx =>
      arrivals.insertUpload(tx, { ...row, createdBy: actor.id, createdAt }),
    )
    return { id, type, bytes }
  } catch (error) {
    await blobs.remove(key)
    throw error
  }
}

async function identify(path: string, head: AsyncIterable<Uint8Array>) {
  const parts: Uint8Array[] = []
  for await (const part of head) parts.push(part)
  const type = sniff(Buffer.concat(parts))
  if (!type) throw new AppError(errors['document.not-a-document'])
  if (type === 'application/pdf') return { type, width: null, height: null }
  const size = await pictureSize(path)
  if (size.width * size.height > MOST_PICTURE_PIXELS) throw new AppError(errors['document.picture-too-large'])
  return { type, ...size }
}

async function pictureSize(path: string): Promise<{ width: number; height: number }> {
  try {
    const { width, height, orientation } = imageSize(await readFile(path))
    // Phones store pictures lying on their side and say so.
    return (orientation ?? 1) >= 5 ? { width: height, height: width } : { width, height }
  } catch {
    throw new AppError(errors['document.broken'])
  }
}

function picturePage({ width, height }: UploadRow) {
  const aspect = (height ?? 1) / (width ?? 1)
  return { width: PICTURE_WIDTH, height: Math.max(1, PICTURE_WIDTH * aspect), chars: 0 }
}

async function* once(bytes: Uint8Array) {
  yield bytes
}
