import { Button, Dropdown, Input, type MenuProps } from 'antd'
import { useState } from 'react'
import { type QuoteView, quoteRoutes } from '#collaboration/quote/api.ts'
import { newId } from '#kernel/id.ts'
import { addressOf, call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useGo, useUrlState } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { refreshQuotes } from './data.ts'
import css from './quote.module.css'
import { ShareQuoteSheet } from './ShareQuoteSheet.tsx'
import { quoteTexts } from './texts.ts'
import type { DraftState } from './useDraft.ts'

const asks = ['accept', 'decline', 'withdraw'] as const
type Asking = (typeof asks)[number]

/** What can be done with a quote as it stands. */
export function QuoteActions({ quote, draft }: { quote: QuoteView; draft: DraftState }) {
  const say = useText(quoteTexts)
  const may = useMay()
  const phone = usePhone()
  const [search, change] = useUrlState()
  const asking = asks.find(each => each === search.act)
  const setAsking = (act: Asking | undefined) => change({ act })
  const [sharing, setSharing] = useState(false)
  const standing = quote.state === 'issued' || quote.state === 'accepted'
  // Outside a mandate and not approved, it stays in: the way on is the approval.
  const cleared = quote.clearance !== null
  const shareable = standing && cleared && may('document.write')
  const pending =
    quote.state !== 'accepted' && (quote.state !== 'issued' || quote.changed || draft.state !== 'saved')
  const items = useMenu(quote, asking => setAsking(asking))
  return (
    <div className={css.actions}>
      {shareable && !phone && (
        <Button icon={<Icon name="link" size={16} />} onClick={() => setSharing(true)}>
          {say('share')}
        </Button>
      )}
      {pending && may('quote.write') && !phone && <IssueButton quote={quote} draft={draft} />}
      <Dropdown
        menu={{
          items: [
            ...(phone && shareable
              ? [{ key: 'share', label: say('share'), onClick: () => setSharing(true) }]
              : []),
            ...items,
          ],
        }}
        trigger={['click']}
      >
        <Button aria-label={say('more')} icon={<Icon name="more" size={18} />} />
      </Dropdown>
      <ShareQuoteSheet quote={quote} open={sharing} onClose={() => setSharing(false)} />
      <DecisionSheet quote={quote} asking={asking} onClose={() => setAsking(undefined)} />
    </div>
  )
}

/** Saves what is waiting, then makes the revision. */
export function IssueButton({
  quote,
  draft,
  block = false,
}: {
  quote: QuoteView
  draft: DraftState
  block?: boolean
}) {
  const say = useText(quoteTexts)
  const number = (quote.revision ?? 0) + 1
  const issue = useSave(
    async () => {
      if (!(await draft.save())) return
      await call(quoteRoutes.issue, { params: { id: quote.id }, body: { version: draft.version() } })
    },
    { refetch: [['quote', quote.id], ['quotes']] },
  )
  return (
    <Button
      type="primary"
      block={block}
      title={say('issueHint')}
      loading={issue.isPending}
      disabled={draft.draft.lines.length === 0}
      onClick={() => issue.mutate(undefined)}
    >
      {say('issue', { number })}
    </Button>
  )
}

function useMenu(quote: QuoteView, ask: (what: Asking) => void): NonNullable<MenuProps['items']> {
  const say = useText(quoteTexts)
  const may = useMay()
  const locale = useLocale()
  const go = useGo()
  const undo = useUndo()
  // Pressed twice it makes one copy.
  const [copyId] = useState(newId)
  const copy = useSave(() => call(quoteRoutes.create, { body: { id: copyId, copyOf: quote.id } }), {
    refetch: [['quotes']],
    onDone: made => void go(`/quotes/${made.id}`),
  })
  const remove = useSave(() => call(quoteRoutes.remove, { params: { id: quote.id } }), {
    onDone: () => {
      void go('/quotes')
      void refreshQuotes()
      const back = () => void call(quoteRoutes.restore, { params: { id: quote.id } }).then(refreshQuotes)
      undo(say('removed', { name: quote.name }), back)
    },
  })
  const file = (route: { path: string }) =>
    addressOf(route.path, { id: quote.id, number: quote.revision }, { lang: locale })
  const entry = (key: Asking) => ({ key, label: say(key), onClick: () => ask(key) })
  const link = (key: 'pdf' | 'excel', route: { path: string }) => ({
    key,
    label: (
      <a href={file(route)} target="_blank" rel="noreferrer">
        {say(key)}
      </a>
    ),
  })
  const write = may('quote.write')
  return [
    ...(write && quote.state === 'issued' && quote.clearance ? [entry('accept')] : []),
    ...(write && (quote.state === 'issued' || quote.state === 'expired')
      ? [entry('decline'), entry('withdraw')]
      : []),
    ...(quote.revision === null ? [] : [link('pdf', quoteRoutes.pdf), link('excel', quoteRoutes.sheet)]),
    ...(quote.documentId
      ? [
          {
            key: 'document',
            label: say('document'),
            onClick: () => void go(`/documents/${quote.documentId}`),
          },
        ]
      : []),
    ...(write ? [{ key: 'copy', label: say('copyQuote'), onClick: () => copy.mutate(undefined) }] : []),
    ...(write && quote.revision === null
      ? [{ key: 'remove', danger: true, label: say('remove'), onClick: () => remove.mutate(undefined) }]
      : []),
  ]
}

/** What the customer said is put down together with a reason where there is one. */
function DecisionSheet({
  quote,
  asking,
  onClose,
}: {
  quote: QuoteView
  asking: Asking | undefined
  onClose: () => void
}) {
  const say = useText(quoteTexts)
  const [reason, setReason] = useState('')
  const decide = useSave(
    (what: Asking) => {
      const body = {
        hash: quote.hash!,
        ...(what !== 'accept' && reason.trim() ? { reason: reason.trim() } : {}),
      }
      return call(quoteRoutes[what], { params: { id: quote.id }, body })
    },
    { refetch: [['quote', quote.id], ['quotes']], onDone: onClose },
  )
  return (
    <Sheet open={asking !== undefined} onClose={onClose} title={asking ? say(asking) : ''} width={400}>
      <div className={css.stack}>
        <p>
          {quote.name} · {say('revisionOf', { number: quote.revision ?? 0 })}
        </p>
        {asking !== 'accept' && (
          <Input
            aria-label={say('reason')}
            placeholder={say('reasonHint')}
            maxLength={200}
            value={reason}
            onChange={event => setReason(event.target.value)}
          />
        )}
        <Button type="primary" loading={decide.isPending} onClick={() => asking && decide.mutate(asking)}>
          {say('confirm')}
        </Button>
      </div>
    </Sheet>
  )
}
