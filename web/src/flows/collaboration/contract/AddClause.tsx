import { Button, Dropdown } from 'antd'
import type { ContractDraft, ContractView, LibraryClause } from '#collaboration/contract/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { contractTexts } from './texts.ts'

type Clauses = ContractDraft['clauses']

/** Puts in a clause of the library at its place, or one's own at the end. */
export function AddClause({
  contract,
  onAdd,
}: {
  contract: ContractView
  onAdd: (clauses: Clauses) => void
}) {
  const say = useText(contractTexts)
  const { clauses, language } = contract.draft
  const wordingOf = (one: LibraryClause) => one.wordings.find(wording => wording.language === language)
  const add = (one: LibraryClause) => {
    const wording = wordingOf(one)
    if (!wording) return
    const { title, body, version } = wording
    onAdd([...clauses, { clauseId: one.id, version, title, body }])
  }
  const own = () =>
    onAdd([...clauses, { clauseId: null, version: null, title: say('newClause'), body: say('newClause') }])
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
