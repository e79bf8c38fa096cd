import { Button } from 'antd'
import type { ContractView } from '#collaboration/contract/api.ts'
import { useText } from '../../../app/i18n.ts'
import { contractTexts } from './texts.ts'
import { useNext } from './useNext.ts'

/** The one button that takes a contract on. */
export function NextButton({ contract, block = false }: { contract: ContractView; block?: boolean }) {
  const say = useText(contractTexts)
  const { next: coming, save } = useNext(contract)
  // Until everything is read again the button stays what was pressed: a spinning one takes no click.
  const next = save.isPending ? save.variables : coming
  if (!next) return null
  const sending = next === 'send' || next === 'sendAndSign'
  const blocked =
    (next === 'prepare' && contract.faults.length > 0) ||
    (sending && contract.mail === 'none' && contract.provider === null)
  return (
    <Button
      type="primary"
      block={block}
      disabled={blocked}
      loading={save.isPending}
      title={next === 'prepare' ? say('prepareHint') : ''}
      onClick={() => save.mutate(next)}
    >
      {say(next, { revision: contract.newerRevision ?? 0 })}
    </Button>
  )
}
