import { quoteSubject, type SubjectPort } from '#collaboration/approval/index.ts'
import type { ContractModule } from '#collaboration/contract/index.ts'
import type { QuoteModule } from '#collaboration/quote/index.ts'
import { contractFacts } from './contract.ts'

/** Texts of contracts as something that can be approved: judged by clauses and liability, with the lines of the quote beside them. */
export function contractSubject({ approvable }: ContractModule, quote: QuoteModule): SubjectPort {
  const quotes = quoteSubject(quote)
  return {
    standing: approvable.standing,
    read: async (tx, workspaceId, hash) => {
      const found = await approvable.text(tx, workspaceId, hash)
      const facts = found && (await contractFacts(quote, tx, workspaceId, found.subject))
      const beside = found && (await quotes.read(tx, workspaceId, found.subject.quoteHash))
      if (!facts || !beside) return undefined
      const { id: subjectId, name: title, number } = found.content.contract
      return { ...beside, subjectId, hash, title, number, facts }
    },
  }
}
