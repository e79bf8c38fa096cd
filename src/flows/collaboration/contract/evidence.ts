import type { Tx } from '#db/connection.ts'
import type { Id } from '#kernel/id.ts'
import { canonicalJson, type EvidencePack, hashOf } from '#lib/contract/index.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Files } from './files.ts'
import type { ContractPorts } from './ports.ts'
import * as store from './store.ts'
import { need } from './view.ts'

export type Evidence = ReturnType<typeof makeEvidence>

/** Everything about one contract that proves something, in one file that is checked without us (`loam verify`). */
export function makeEvidence(ports: ContractPorts, files: Files) {
  const { db, clock, sealer } = ports
  return {
    pack: async (actor: Actor, id: Id) => {
      await files.sealed(await db.tx(actor.workspaceId, tx => need(tx, actor, id)))
      const found = await db.tx(actor.workspaceId, async tx => {
        const row = await need(tx, actor, id)
        await audit(tx, actor, { act: 'contract.evidence-read', subject: { kind: 'contract', id } })
        return { row, ...(await partsOf(tx, row)) }
      })
      const { row, versions, events, quotes } = found
      const file = row.fileKey ? await files.readAll(row.fileKey) : null
      const parts: EvidencePack['parts'] = {
        format: 'loam-evidence/1',
        contract: { id, number: row.number, name: row.name, state: row.status, hash: row.hash },
        ...{ versions, quotes, events },
        file: file && { hash: row.fileHash!, base64: Buffer.from(file).toString('base64') },
        exportedAt: clock.now(),
        certificate: await sealer.certificate(),
      }
      const hash = hashOf(parts)
      const pack: EvidencePack = { parts, seal: { hash, signature: await sealer.sign(Buffer.from(hash)) } }
      return { file: Buffer.from(canonicalJson(pack)), name: row.number }
    },
  }

  async function partsOf(tx: Tx, row: store.ContractRow) {
    const { workspaceId, id } = row
    const versions = (await store.selectVersions(tx, workspaceId, id)).map(({ hash, content }) => ({
      hash,
      content,
    }))
    const events = (await store.selectEvents(tx, workspaceId, id)).map(
      ({ seq, type, at, previous, body, personHash, hash, person }) => ({
        ...{ seq, type, previous, body, personHash, hash, person },
        at: at.getTime(),
      }),
    )
    const hashes = [...new Set(versions.map(({ content }) => content.snapshot.quote.hash))]
    const quotes = []
    for (const hash of hashes) {
      const found = await ports.quotes.revisionOf(tx, workspaceId, hash)
      if (found) quotes.push({ hash, content: found.content })
    }
    return { versions, events, quotes }
  }
}
