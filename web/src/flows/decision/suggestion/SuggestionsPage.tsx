import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useText } from '../../../app/i18n.ts'
import { useUrlState } from '../../../app/url-state.ts'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { AdoptionLink } from '../adoption/AdoptionLink.tsx'
import { AllSuggestions } from './AllSuggestions.tsx'
import { CapButton } from './CapButton.tsx'
import { untakenQuery } from './data.ts'
import css from './suggestion.module.css'
import { suggestionTexts } from './texts.ts'
import { Untaken } from './Untaken.tsx'

/** For who looks after others: what nobody took, and everything that was suggested. */
export default function SuggestionsPage() {
  const say = useText(suggestionTexts)
  const [search, change] = useUrlState()
  const { data } = useQuery(untakenQuery)
  const all = search.view === 'all'
  const untaken = data ? `${say('untaken')} ${data.length}` : say('untaken')
  return (
    <div className={css.page}>
      <PageHead
        title={say('suggestions')}
        actions={
          <>
            <AdoptionLink />
            <CapButton />
          </>
        }
      />
      <PageBody>
        <Segmented
          className={css.switch ?? ''}
          aria-label={say('suggestions')}
          value={all ? 'all' : 'untaken'}
          options={[
            { value: 'untaken', label: untaken },
            { value: 'all', label: say('allSuggestions') },
          ]}
          onChange={view => change({ view: view === 'all' ? 'all' : undefined, page: undefined })}
        />
        {all ? <AllSuggestions /> : <Untaken />}
      </PageBody>
    </div>
  )
}
