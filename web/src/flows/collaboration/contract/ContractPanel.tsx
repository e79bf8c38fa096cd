import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { contractRoutes } from '#collaboration/contract/api.ts'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import css from './contract.module.css'
import { contractQuery, quoteContractQuery, templatesQuery } from './data.ts'
import { Standing } from './Standing.tsx'
import { contractTexts } from './texts.ts'

/** On the deal's page: the contract of the quote, where it stands and what comes next. */
export function ContractPanel({ quote }: { quote: QuoteView }) {
  const say = useText(contractTexts)
  const may = useMay()
  const query = useQuery({ ...quoteContractQuery(quote.id), enabled: may('contract.read') })
  if (!may('contract.read')) return null
  return (
    <section className={`card ${css.panel}`}>
      <h2>{say('contract')}</h2>
      <Loaded query={query} skeleton={<SkeletonLines />}>
        {({ contract }) =>
          contract && contract.state !== 'withdrawn' ? <Known id={contract.id} /> : <Begin quote={quote} />
        }
      </Loaded>
    </section>
  )
}

function Known({ id }: { id: string }) {
  const say = useText(contractTexts)
  const go = useGo()
  const query = useQuery(contractQuery(id))
  return (
    <Loaded query={query} skeleton={<SkeletonLines />}>
      {contract => (
        <>
          <Standing
            contract={contract}
            onClause={place => void go(`/contracts/${id}?edit=${place < 0 ? 'details' : place}`)}
          />
          <Link to={`/contracts/${id}`} className={css.open}>
            {say('openContract')} · {contract.number}
          </Link>
        </>
      )}
    </Loaded>
  )
}

function Begin({ quote }: { quote: QuoteView }) {
  const say = useText(contractTexts)
  const may = useMay()
  const standing = quote.state === 'issued' || quote.state === 'accepted'
  const open = standing && may('contract.write')
  const all = useQuery({ ...templatesQuery, enabled: open }).data?.items ?? []
  const templates = all.filter(({ archived }) => !archived)
  const [chosen, setChosen] = useState<string>()
  const templateId = chosen ?? templates[0]?.id
  const begin = useSave(
    () => call(contractRoutes.create, { body: { quoteId: quote.id, ...(templateId && { templateId }) } }),
    { refetch: [['contract'], ['contracts']] },
  )
  if (!open) return <p className="quiet">{say(standing ? 'notYet' : 'before')}</p>
  // Accepted without one: the deal goes on, nothing waits for it.
  const accepted = quote.state === 'accepted'
  const hint = accepted ? 'acceptedHint' : 'beginHint'
  return (
    <>
      <p className="quiet">{say(hint, { revision: quote.revision ?? 0 })}</p>
      {templates.length > 1 && (
        <Select
          aria-label={say('contractTemplate')}
          value={templateId ?? ''}
          onChange={setChosen}
          options={templates.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <Button
        type={accepted || !quote.clearance ? 'default' : 'primary'}
        loading={begin.isPending}
        onClick={() => begin.mutate(undefined)}
      >
        {say('begin')}
      </Button>
    </>
  )
}
