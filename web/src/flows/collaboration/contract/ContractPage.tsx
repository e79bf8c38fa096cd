import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ContractDraft, ContractView } from '#collaboration/contract/api.ts'
import { contractRoutes } from '#collaboration/contract/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { queries } from '../../../app/queries.ts'
import { useMay } from '../../../app/session.ts'
import { useScreenParams, useUrlState } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { AddClause } from './AddClause.tsx'
import { ClauseCard } from './ClauseCard.tsx'
import { ClauseSheet } from './ClauseSheet.tsx'
import { ContractActions } from './ContractActions.tsx'
import css from './contract.module.css'
import { DetailsPanel } from './DetailsPanel.tsx'
import { contractQuery } from './data.ts'
import { History } from './History.tsx'
import { Standing } from './Standing.tsx'
import { contractTexts } from './texts.ts'

/** A contract by clause: what departs from the library, what is missing, and how far it has come. */
export default function ContractPage() {
  const { id } = useScreenParams<'id'>()
  const query = useQuery(contractQuery(id))
  return <Loaded query={query}>{contract => <Contract key={contract.id} contract={contract} />}</Loaded>
}

function Contract({ contract }: { contract: ContractView }) {
  const say = useText(contractTexts)
  const may = useMay()
  // What is missing is pressed on the deal's page too, and leads here.
  const [{ edit }] = useUrlState()
  const [editing, setEditing] = useState(/^\d+$/.test(edit ?? '') ? Number(edit) : undefined)
  const [details, setDetails] = useState(edit === 'details')
  const save = useSaveDraft(contract)
  const open = may('contract.write') && (contract.state === 'draft' || contract.state === 'ready')
  const clauses = contract.draft.clauses
  const change = (next: Partial<ContractDraft>) => save.mutateAsync({ ...contract.draft, ...next })
  return (
    <>
      <PageHead
        back="/contracts"
        title={contract.name}
        subtitle={[contract.number, contract.accountName].filter(Boolean).join(' · ')}
        actions={<ContractActions contract={contract} />}
      />
      <PageBody>
        <div className={css.layout}>
          <div className={css.main}>
            {clauses.map((clause, i) => (
              <ClauseCard
                key={`${clause.clauseId} ${clause.title}`}
                place={i}
                contract={contract}
                {...(open ? { onEdit: () => setEditing(i) } : {})}
              />
            ))}
            {open && (
              <AddClause
                contract={contract}
                onAdd={(next, place) => void change({ clauses: next }).then(() => setEditing(place))}
              />
            )}
          </div>
          <aside className={css.side}>
            <section className={`card ${css.panel}`} aria-label={say('state')}>
              <Standing
                contract={contract}
                onClause={place => (place >= 0 ? setEditing(place) : setDetails(true))}
              />
            </section>
            <DetailsPanel
              contract={contract}
              open={details}
              onOpen={open ? setDetails : undefined}
              onSave={change}
              saving={save.isPending}
            />
            <History contract={contract} />
          </aside>
        </div>
      </PageBody>
      <ClauseSheet
        contract={contract}
        place={editing}
        saving={save.isPending}
        onClose={() => setEditing(undefined)}
        onSave={next => change({ clauses: next }).then(() => setEditing(undefined))}
      />
    </>
  )
}

/** Saves the draft as a whole, on the version that was read. */
function useSaveDraft(contract: ContractView) {
  const say = useText(contractTexts)
  return useSave(
    (draft: ContractDraft) =>
      call(contractRoutes.save, {
        params: { id: contract.id },
        body: { version: contract.draftVersion, draft },
      }),
    {
      said: say('saved'),
      refetch: [['contracts'], ['contract', 'of-quote', contract.quoteId]],
      onDone: answer => queries.setQueryData(['contract', contract.id], answer),
    },
  )
}
