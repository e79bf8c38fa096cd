import { type ContractView, contractRoutes } from '#collaboration/contract/api.ts'
import { call } from '../../../app/http.ts'
import { queries } from '../../../app/queries.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'

/** What comes next for a contract, as one button says it. */
export type NextStep = 'prepare' | 'sendAndSign' | 'send' | 'sign' | 'renewQuote' | 'renew'

/** The next step of a contract for this reader; undefined where they wait for others, or may not. */
export function nextOf(
  contract: ContractView,
  may: (permission: 'contract.write' | 'contract.seal') => boolean,
): NextStep | undefined {
  const { state, newerRevision, cleared, seal } = contract
  if (!may('contract.write') || state === 'effective' || state === 'withdrawn') return undefined
  if (newerRevision !== null) return 'renewQuote'
  const open = cleared.quote && cleared.text
  const mine = seal.may && may('contract.seal')
  if (state === 'draft') return 'prepare'
  if (state === 'ready') return open ? (mine ? 'sendAndSign' : 'send') : undefined
  if (state === 'sent' || state === 'signed-by-customer') return open && mine ? 'sign' : undefined
  return state === 'declined' || state === 'expired' ? 'renew' : undefined
}

/** Does the next step; sending and signing are two acts of one button. */
export function useNext(contract: ContractView) {
  const may = useMay()
  const next = nextOf(contract, may)
  const { id, hash, draftVersion } = contract
  const params = { id }
  const exact = { params, body: { hash: hash ?? '' } }
  const version = { params, body: { version: draftVersion } }
  const acts: Record<NextStep, () => Promise<ContractView>> = {
    prepare: () => call(contractRoutes.prepare, version),
    renew: () => call(contractRoutes.renew, version),
    renewQuote: () => call(contractRoutes.renew, version),
    send: () => call(contractRoutes.send, exact),
    sign: () => call(contractRoutes.sign, exact),
    sendAndSign: async () => {
      await call(contractRoutes.send, exact)
      return call(contractRoutes.sign, exact)
    },
  }
  const save = useSave((step: NextStep) => acts[step](), {
    refetch: [['contract'], ['contracts'], ['quote', contract.quoteId]],
    onDone: answer => queries.setQueryData(['contract', id], answer),
  })
  return { next, save }
}
