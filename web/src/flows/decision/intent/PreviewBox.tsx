import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type ModelBody, readIntent } from '#decision/intent/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { AccountPicker } from '../../../crm/AccountPicker.tsx'
import { accountsQuery } from '../../../crm/data.ts'
import { percent, signed } from '../../../ui/format.ts'
import { SkeletonLines } from '../../../ui/States.tsx'
import css from './intent.module.css'
import { countChanges } from './model.ts'
import { outlook } from './preview.ts'
import { intentTexts } from './texts.ts'

interface Props {
  before: ModelBody
  after: ModelBody
}

/** What the edits would do to three accounts, before they are saved. */
export function PreviewBox(props: Props) {
  const say = useText(intentTexts)
  const recent = useQuery(accountsQuery({ size: 3, sort: 'activity' }))
  const [chosen, setChosen] = useState<Record<number, { id: string; name: string }>>({})
  const accounts = [0, 1, 2].map(i => chosen[i] ?? recent.data?.items[i])
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('preview')}</h2>
      <p className="quiet small">{say('previewHint')}</p>
      {accounts.map((account, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: three places
        <div key={i} className={css.example}>
          <AccountPicker
            label={say('customer', { number: i + 1 })}
            value={account?.id ?? null}
            {...(account ? { shown: account.name } : {})}
            onChange={(id, name) => id && setChosen({ ...chosen, [i]: { id, name } })}
          />
          {account && <Outlook {...props} id={account.id} />}
        </div>
      ))}
      {countChanges(props.before, props.after) === 0 && <p className="quiet small">{say('noChange')}</p>}
    </section>
  )
}

function Outlook({ before, after, id }: Props & { id: string }) {
  const say = useText(intentTexts)
  const query = useQuery({
    queryKey: ['score-preview', id],
    queryFn: () => call(readIntent, { params: { id }, query: { most: 200 } }),
    staleTime: 60_000,
  })
  if (query.error) return <p className="quiet small">{say('noIntent')}</p>
  if (!query.data) return <SkeletonLines rows={1} />
  const { before: was, after: is, change } = outlook(query.data.evidence, before, after)
  const moved = Math.round(change * 100) !== 0
  return (
    <p className={`num ${css.outlook}`}>
      <span className={moved ? 'quiet' : undefined}>{percent(was)}</span>
      {moved && (
        <>
          {' → '}
          <b>{percent(is)}</b>
          <span className="quiet small">{say('logOdds', { value: signed(change) })}</span>
        </>
      )}
    </p>
  )
}
