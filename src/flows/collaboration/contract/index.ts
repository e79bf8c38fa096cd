import type { Http } from '#platform/http/index.ts'
import type { Jobs } from '#platform/job/index.ts'
import type { Live } from '#platform/live/index.ts'
import { contractChanged } from './api.ts'
import { approvable } from './approvable.ts'
import { makeCustomerDoor } from './customer.ts'
import { makeCustomerActs } from './customer-acts.ts'
import { customerRoutes } from './customer-routes.ts'
import { makeDrafts } from './drafts.ts'
import { makeErasure } from './erasure.ts'
import { makeEvidence } from './evidence.ts'
import { makeFiles } from './files.ts'
import { contractJobs, makeExpire, makeSweep } from './jobs.ts'
import { makeLetters } from './letters.ts'
import { makeLibrary } from './library.ts'
import { makePlay } from './play.ts'
import type { ContractPorts } from './ports.ts'
import { makeRecord } from './record.ts'
import { makeReleasing } from './release.ts'
import { contractRoutes } from './routes.ts'
import { makeTeller } from './tell.ts'
import { makeTemplates } from './templates.ts'

export type { ContractPorts, ContractSubject, Gate, SealVerdict } from './ports.ts'

export type ContractModule = ReturnType<typeof makeContractModule>

/** Contracts: clause library, drafts by clause, immutable versions, signing by both sides, evidence. */
export function makeContractModule(ports: ContractPorts) {
  const record = makeRecord(ports)
  const library = makeLibrary(ports)
  const templates = makeTemplates({ ...ports, library })
  const files = makeFiles(ports, library, record)
  const tell = makeTeller(ports)
  const letters = makeLetters(ports, library, files)
  const drafts = makeDrafts(ports, library, record)
  const releasing = makeReleasing(ports, { library, record, files, letters, tell })
  const acts = makeCustomerActs(ports, { record, files, tell })
  const door = makeCustomerDoor(ports, { record, files, acts })
  const evidence = makeEvidence(ports, files)
  const erasure = makeErasure(ports, record)
  const expire = makeExpire(ports, record)
  const sweep = makeSweep(ports, expire, files)
  return {
    approvable,
    drafts,
    releasing,
    door,
    evidence,
    sweep,
    kept: erasure.kept,
    play: makePlay(ports, acts, expire),
    /** @param portal folder of the built public pages */
    routes: (http: Http, portal: string): void => {
      contractRoutes(http, { drafts, releasing, letters, files, evidence, library, templates })
      customerRoutes(http, { door, provider: ports.provider, clock: ports.clock, portal })
    },
    jobs: (jobs: Jobs): void => contractJobs(jobs, sweep, letters),
    /** Hears of people who are erased, and tells open screens that a contract changed: they read afresh what they show. */
    hear: (live: Live): void => {
      erasure.hear()
      ports.outbox.hear<{ contractId: string; quoteId: string }>(
        contractChanged,
        async (_tx, { workspaceId, payload }) => {
          live.push({ workspaceId, type: contractChanged, data: payload, permission: 'contract.read' })
        },
      )
    },
  }
}
