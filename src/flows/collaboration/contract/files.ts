import { Readable } from 'node:stream'
import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { hashOfBytes } from '#lib/contract/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { ContractContent } from './api.ts'
import { compose, contentOf } from './compose.ts'
import { docxOf } from './docx.ts'
import type { Library } from './library.ts'
import { type PaperInput, type PaperSignature, paperData } from './paper.ts'
import { paper } from './paper.typ.ts'
import type { ContractPorts } from './ports.ts'
import { customerActor, eventOf, type RecordAct } from './record.ts'
import * as store from './store.ts'
import { basisOf, need, needLocked } from './view.ts'

const MOST_BYTES = 50_000_000

export type Files = ReturnType<typeof makeFiles>

/** Contracts as files: what they look like as they stand, and the sealed one that is kept once both sides have signed. */
export function makeFiles(ports: ContractPorts, library: Library, record: RecordAct) {
  const { db, clock, outbox, typesetter, blobs, sealer } = ports

  const inputOf = async (tx: Tx, row: store.ContractRow): Promise<PaperInput> => {
    const { workspaceId, id, hash } = row
    const version =
      hash && row.status !== 'draft' ? await store.selectVersion(tx, workspaceId, id, { hash }) : undefined
    if (!version)
      return { content: await draftContent(tx, row), hash: null, us: null, customer: null, audit: null }
    const marks = await store.selectMarks(tx, workspaceId, id, version.hash)
    const events = await store.selectEvents(tx, workspaceId, id)
    const signature = (
      type: string,
      since: Date | null,
      mark: PaperSignature['mark'] | null,
    ): PaperSignature | null => {
      const event = events.findLast(each => each.type === type && each.body.hash === version.hash)
      if (!since || !mark || !event) return null
      const { person, at } = event
      return { name: person?.name ?? '', at: at.getTime(), mark, how: (person?.how as string) ?? null }
    }
    return {
      ...{ content: version.content, hash: version.hash, audit: null },
      us: signature('signed-by-us', row.signedByUsAt, marks.us),
      customer: signature('signed-by-customer', row.signedByCustomerAt, marks.customer),
    }
  }

  /** The file for the signer's and the staff's eyes. Sealed once in effect; else set as it stands. */
  const current = async (given: store.ContractRow, format: 'pdf' | 'svg' = 'pdf'): Promise<Uint8Array> => {
    const row = format === 'pdf' ? await sealed(given) : given
    if (row.fileKey && format === 'pdf') return readAll(row.fileKey)
    const input = await db.tx(row.workspaceId, tx => inputOf(tx, row))
    const data = paperData(input)
    return format === 'pdf' ? typesetter.pdf(paper, data) : Buffer.from(await typesetter.svg(paper, data))
  }

  const readAll = async (key: string): Promise<Uint8Array> => {
    const parts: Uint8Array[] = []
    for await (const part of blobs.read(key)) parts.push(part)
    return Buffer.concat(parts)
  }

  let line: Promise<unknown> = Promise.resolve()

  /**
   * Makes the sealed file of a contract in effect: text, both signatures, the record of signing, one PAdES signature over all. Called again, or
   * after a crash in between, it leaves one file. One after the other: whoever works on contracts meanwhile has the machine for themselves.
   */
  const finish = (workspaceId: Id, id: Id): Promise<void> => {
    const work = line.then(() => seal(workspaceId, id))
    line = work.catch(() => {})
    return work
  }

  /** The contract with its sealed file, which is made now where it isn't there yet. */
  const sealed = async (row: store.ContractRow): Promise<store.ContractRow> => {
    if (row.status !== 'effective' || row.fileKey) return row
    await finish(row.workspaceId, row.id)
    return db.tx(row.workspaceId, tx => need(tx, customerActor(row.workspaceId), row.id))
  }

  return {
    current,
    readAll,

    /** Both sides have signed: told to everybody in the same transaction. */
    takeEffect: async (
      tx: Tx,
      actor: Actor,
      row: store.ContractRow,
      content: ContractContent,
    ): Promise<void> => {
      const publish = { type: 'contract.signed', payload: eventOf(row, content.snapshot) }
      await record(tx, actor, row, {
        type: 'effective',
        body: { hash: row.hash, quoteHash: row.quoteHash },
        publish,
      })
    },

    sealed,

    /** Has the sealed file made soon: nobody who signs waits for it. What a crash leaves unmade, the sweep makes. */
    finishSoon: (workspaceId: Id, id: Id): void => {
      if (ports.played) return
      finish(workspaceId, id).catch(error => ports.onError(error, 'sealing a contract'))
    },

    finish,

    pdf: async (actor: Actor, id: Id, format: 'pdf' | 'svg') => {
      const row = await db.tx(actor.workspaceId, tx => need(tx, actor, id))
      return { file: await current(row, format), name: row.number }
    },

    /** The text as Word reads it, for working on elsewhere. */
    docx: async (actor: Actor, id: Id) => {
      const { row, input } = await db.tx(actor.workspaceId, async tx => {
        const found = await need(tx, actor, id)
        return { row: found, input: await inputOf(tx, found) }
      })
      return { file: await docxOf(paperData(input)), name: row.number }
    },
  }

  /** Set and sealed between two transactions: neither a connection nor the contract is held meanwhile. */
  async function seal(workspaceId: Id, id: Id): Promise<void> {
    const actor = customerActor(workspaceId)
    const found = await db.tx(workspaceId, async tx => {
      const row = await need(tx, actor, id)
      if (row.status !== 'effective' || row.fileHash !== null) return undefined
      return {
        row,
        input: await inputOf(tx, row),
        events: await store.selectEvents(tx, workspaceId, id),
      }
    })
    if (!found) return
    const { file, by } = await finalFile(found)
    const fileHash = hashOfBytes(file)
    const fileKey = `${workspaceId}/contract/${id}/${fileHash}.pdf`
    await blobs.put(fileKey, Readable.from([file]), MOST_BYTES)
    await db.tx(workspaceId, async tx => {
      const row = await needLocked(tx, actor, id)
      if (row.fileHash !== null) return
      await store.updateContract(tx, row, { fileKey, fileHash }, row.updatedAt)
      await record(tx, actor, row, { type: 'sealed', body: { hash: row.hash, fileHash, by } })
    })
    outbox.wake()
  }

  async function finalFile({
    row,
    input,
    events,
  }: {
    row: store.ContractRow
    input: PaperInput
    events: Awaited<ReturnType<typeof store.selectEvents>>
  }): Promise<{ file: Uint8Array; by: string }> {
    if (row.envelope && ports.provider)
      return { file: await ports.provider.download(row.envelope), by: ports.provider.name }
    const told = events.map(({ type, at, person, body }) => ({
      ...{ type, body, at: at.getTime(), who: person?.name ?? null },
      how: (person?.how as string | undefined) ?? null,
    }))
    const audit = { events: told, head: events.at(-1)!.hash }
    const pdf = await typesetter.pdf(paper, paperData({ ...input, audit }))
    const reason = `${row.number} · 普通电子签名 simple electronic signature`
    return { file: await sealer.seal(pdf, { reason, at: new Date(clock.now()) }), by: 'Loam' }
  }

  /** The draft as a version would be, for looking at; values that are missing stay as `{{name}}`. */
  async function draftContent(tx: Tx, row: store.ContractRow): Promise<ContractContent> {
    const basis = await basisOf(ports, tx, row)
    const { workspaceId, id, number, name, draft } = row
    const { clauses } = await compose({ tx, workspaceId, library }, draft, basis)
    const signer = draft.signer ?? { name: '', title: '', email: '' }
    return contentOf({ ...draft, signer }, basis, clauses, {
      contract: { id, number, name, version: (row.version ?? 0) + 1 },
      template: { id: draft.templateId, name: '' },
      preparedBy: { id: null, name: '' },
      preparedAt: row.draftAt.getTime(),
    })
  }
}
