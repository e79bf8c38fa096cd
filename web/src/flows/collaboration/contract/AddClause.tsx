import { Button, Dropdown } from 'antd'
import type { ContractDraft, ContractView, LibraryClause } from '#collaboration/contract/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { contractTexts } from './texts.ts'

type Clauses = ContractDraft['clauses']

/** Puts in a clause of the library where the library has it, or one's own at the end. */
export function AddClause({
  contract,
  onAdd,
}: {
  contract: ContractView
  /** @param place of the new one, from 0 */
  onAdd: (clauses: Clauses, place: number) => void
}) {
  const say = useText(contractTexts)
  const { clauses, language } = contract.draft
  const wordingOf = (one: LibraryClause) => one.wordings.find(wording => wording.language === language)
  const add = (one: LibraryClause) => {
    const wording = wordingOf(one)
    if (!wording) return
    const { title, body, version } = wording
    const behind = contract.clauses.findIndex(({ position }) => position !== null && position > one.position)
    const place = behind < 0 ? clauses.length : behind
    onAdd(clauses.toSpliced(place, 0, { clauseId: one.id, version, title, body }), place)
  }
  const own = () =>
    onAdd(
      [...clauses, { clauseId: null, version: null, title: say('newClause'), body: say('newClause') }],
      clauses.length,
    )
  const items = [
    ...contract.offered
      .filter(wordingOf)
      .map(one => ({ key: one.id, label: wordingOf(one)!.title, onClick: () => add(one) })),
    { key: 'own', label: say('addOwn'), onClick: own },
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button icon={<Icon name="plus" size={16} />}>{say('add')}</Button>
    </Dropdown>
  )
}
