import { quoteSubject, type SubjectPort } from '#collaboration/approval/index.ts'
import type { ContractModule } from '#collaboration/contract/index.ts'
import type { QuoteModule } from '#collaboration/quote/index.ts'
import { contractFacts } from './contract.ts'

/** Texts of contracts as something that can be approved: judged by clauses and liability; what departs is marked, with its redline. */
export function contractSubject({ approvable }: ContractModule, quote: QuoteModule): SubjectPort {
  const quotes = quoteSubject(quote)
  return {
    standing: approvable.standing,
    hold: approvable.hold,
    read: async (tx, workspaceId, hash) => {
      const found = await approvable.text(tx, workspaceId, hash)
      const facts = found && (await contractFacts(quote, tx, workspaceId, found.subject))
      const beside = found && (await quotes.read(tx, workspaceId, found.subject.quoteHash))
      if (!facts || !beside) return undefined
      const { id: subjectId, name: title, number } = found.content.contract
      const lines = found.clauses.map((clause, i) => ({
        ...{ id: `c${i}`, name: clause.title, spec: clause.text, redline: clause.redline },
        ...{ quantity: '', unit: '', list: 0, gross: null, discount: null, margin: null },
        marked: clause.redline.length > 0,
      }))
      return { ...beside, subjectId, hash, title, number, facts, lines }
    },
  }
}
