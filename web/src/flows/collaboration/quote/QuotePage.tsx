import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useScreenParams, useUrlState } from '../../../app/url-state.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { quoteQuery, stateTones } from './data.ts'
import { ConflictSheet } from './edit/ConflictSheet.tsx'
import { EditPanel } from './edit/EditPanel.tsx'
import { PreviewPanel } from './PreviewPanel.tsx'
import { QuoteActions } from './QuoteActions.tsx'
import { DealPanels, QuoteSteps } from './QuoteSteps.tsx'
import css from './quote.module.css'
import { RevisionsPanel } from './RevisionsPanel.tsx'
import { quoteTexts } from './texts.ts'
import { type DraftState, useDraft } from './useDraft.ts'

const views = ['edit', 'deal', 'revisions', 'preview'] as const

/** A quote: its lines on one screen, its revisions, how it looks on paper. */
export default function QuotePage() {
  const { id } = useScreenParams<'id'>()
  const query = useQuery(quoteQuery(id))
  return <Loaded query={query}>{quote => <Quote key={quote.id} quote={quote} />}</Loaded>
}

function Quote({ quote }: { quote: QuoteView }) {
  const say = useText(quoteTexts)
  const may = useMay()
  const draft = useDraft(quote)
  const [search, change] = useUrlState()
  const view = views.find(each => each === search.view) ?? 'edit'
  const open = may('quote.write') && quote.state !== 'accepted'
  return (
    <>
      <PageHead
        back="/quotes"
        title={draft.name}
        subtitle={[quote.number, quote.accountName, quote.opportunityName].filter(Boolean).join(' · ')}
        marks={<Marks quote={quote} draft={draft} />}
        actions={<QuoteActions quote={quote} draft={draft} />}
      />
      <PageBody>
        <QuoteSteps quote={quote} />
        <Segmented<(typeof views)[number]>
          className={css.views ?? ''}
          value={view}
          onChange={next => change({ view: next === 'edit' ? undefined : next })}
          options={views.map(value => ({ value, label: say(value) }))}
        />
        {draft.error !== undefined && <Fault error={draft.error} />}
        {quote.state === 'expired' && <p className={css.notice}>{say('expiredHint')}</p>}
        {view === 'edit' && <EditPanel quote={quote} draft={draft} readOnly={!open} />}
        {view === 'deal' && <DealPanels quote={quote} />}
        {view === 'revisions' && <RevisionsPanel quote={quote} />}
        {view === 'preview' && <PreviewPanel quote={quote} draft={draft} />}
      </PageBody>
      <ConflictSheet draft={draft} quote={quote} />
    </>
  )
}

function Marks({ quote, draft }: { quote: QuoteView; draft: DraftState }) {
  const say = useText(quoteTexts)
  const saving = { saved: 'saved', waiting: 'notSaved', saving: 'saving', failed: 'notSaved' } as const
  return (
    <>
      <Chip tone={stateTones[quote.state]} dot>
        {say(quote.state)}
        {quote.revision !== null && ` · ${say('revisionOf', { number: quote.revision })}`}
      </Chip>
      {quote.state === 'issued' && !quote.clearance && <Chip tone="ochre">{say('notCleared')}</Chip>}
      {quote.changed && <Chip tone="ochre">{say('changed')}</Chip>}
      <span className="quiet small" aria-live="polite">
        {say(saving[draft.state])}
      </span>
    </>
  )
}
