import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { diskBlobs } from '#adapters/blob/disk.ts'
import { httpSigningProvider } from '#adapters/signature/provider.ts'
import { pdfSealer } from '#adapters/signature/sealer.ts'
import {
  type ContractModule,
  type ContractPorts,
  type ContractSubject,
  type Gate,
  makeContractModule,
} from '#collaboration/contract/index.ts'
import type { ContractFacts, Verdict } from '#collaboration/mandate/api.ts'
import type { MandateModule } from '#collaboration/mandate/index.ts'
import type { QuoteModule } from '#collaboration/quote/index.ts'
import type { Tx } from '#db/connection.ts'
import type { LocalText } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import type { Config } from './config.ts'

/** What contracts need that isn't made here. */
export interface ContractWiring
  extends Omit<ContractPorts, 'quotes' | 'gate' | 'blobs' | 'sealer' | 'provider' | 'keyed'> {
  quote: QuoteModule
  mandate: Pick<MandateModule, 'clearances' | 'judgeContract'>
  /** An outside service where customers sign, if one is set up. */
  signing: Config['signing']
  /** Links and codes are made with it. */
  secret: string
  /** The data folder: sealed files, and the key that seals them. */
  home: string
}

/** Puts the contract module on the mandate's gate, the disk, and this installation's own seal. */
export function wireContract({
  home,
  secret,
  quote,
  mandate,
  signing,
  ...wiring
}: ContractWiring): ContractModule {
  return makeContractModule({
    ...wiring,
    provider: signing && httpSigningProvider({ ...signing, clock: wiring.clock }),
    quotes: { ...quote, acceptIn: quote.issuing.acceptIn },
    gate: gateOf(mandate, quote),
    blobs: diskBlobs(join(home, 'blobs')),
    sealer: pdfSealer(join(home, 'signing'), wiring.clock),
    keyed: text => createHmac('sha256', secret).update(text).digest('base64url'),
  })
}

/** The mandate's gate as contracts ask it. */
function gateOf({ clearances, judgeContract }: ContractWiring['mandate'], quote: QuoteModule): Gate {
  return {
    cleared: async (tx, workspaceId, hash) => (await clearances.of(tx, workspaceId, hash)) !== null,

    judge: async (tx, actor, subject) => {
      const facts = await contractFacts(quote, tx, actor.workspaceId, subject)
      const verdict = facts && (await judgeContract(tx, actor.workspaceId, actor, facts))
      if (!verdict?.inside || actor.id === null) return
      const { version, measures } = verdict
      await clearances.grant(tx, actor, {
        ...{ subject: 'contract', subjectId: subject.contractId, hash: subject.hash, by: [actor.id] },
        reason: { version, measures },
      })
    },

    maySeal: async (tx, actor, subject) => {
      // The text has its own clearance; here only the seal is asked about.
      const plain = { ...subject, nonStandardClause: false, liability: 0 }
      const facts = await contractFacts(quote, tx, actor.workspaceId, plain, { sealing: true })
      if (!facts) return { may: false, reason: unknown, others: [] }
      const verdict = await judgeContract(tx, actor.workspaceId, actor, facts)
      const others = verdict.steps.flatMap(({ people }) => people.map(({ id }) => id))
      return { may: verdict.inside, reason: reasonOf(verdict), others }
    },
  }
}

/** What a mandate judges a contract by; undefined where its quote isn't there. */
export async function contractFacts(
  quote: QuoteModule,
  tx: Tx,
  workspaceId: Id,
  subject: ContractSubject,
  { sealing = false } = {},
): Promise<ContractFacts | undefined> {
  const deal = await quote.factsOf(tx, workspaceId, subject.quoteHash)
  if (!deal) return undefined
  const { accountId, opportunityId, departmentId, regionId, tier, ownerId } = deal
  return {
    ...{ accountId, opportunityId, departmentId, regionId, tier, ownerId },
    ...{ subjectId: subject.contractId, authorId: subject.authorId },
    families: [...new Set(deal.families.map(({ family }) => family))],
    nonStandardClause: subject.nonStandardClause,
    // Times the contract's price; the usual cap of one price is what the library says.
    liability:
      subject.liability === null ? 'unlimited' : subject.liability > 100 ? subject.liability / 100 : null,
    sealAmount: sealing ? deal.amount : 0,
  }
}

const unknown: LocalText = {
  'zh-CN': '报价的依据找不到了，请联系管理员。',
  en: 'What the quote rests on was not found. Contact your administrator.',
}

function reasonOf(verdict: Verdict): LocalText {
  if (verdict.inside) return { 'zh-CN': '在你的用章授权内。', en: 'Within your mandate for the seal.' }
  const names = [...new Set(verdict.steps.flatMap(({ people }) => people.map(({ name }) => name)))].slice(
    0,
    3,
  )
  if (names.length === 0)
    return { 'zh-CN': '还没有人有这个用章授权。', en: 'Nobody’s mandate covers the seal on this.' }
  return {
    'zh-CN': `超出你的用章授权，可请${names.join('、')}签署。`,
    en: `Outside your mandate for the seal. ${names.join(', ')} may sign.`,
  }
}
