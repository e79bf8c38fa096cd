import { Button, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { type QuoteView, quoteRoutes } from '#collaboration/quote/api.ts'
import { ApiError, networkError } from '../../../app/errors.ts'
import { addressOf } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { ErrorState, SkeletonLines } from '../../../ui/States.tsx'
import css from './quote.module.css'
import { quoteTexts } from './texts.ts'
import type { DraftState } from './useDraft.ts'

/** The quote on paper: the draft as it is now, or the newest revision. */
export function PreviewPanel({ quote, draft }: { quote: QuoteView; draft: DraftState }) {
  const say = useText(quoteTexts)
  const locale = useLocale()
  const phone = usePhone()
  const [what, setWhat] = useState<'draft' | 'revision'>(
    quote.revision !== null && !quote.changed ? 'revision' : 'draft',
  )
  const route = what === 'draft' ? quoteRoutes.preview : quoteRoutes.pdf
  const address = addressOf(route.path, { id: quote.id, number: quote.revision }, { lang: locale })
  const { url, error, retry } = usePdf(address, draft, quote.draftVersion)
  return (
    <div className={css.preview}>
      <div className={css.bar}>
        {quote.revision !== null && (
          <Segmented<'draft' | 'revision'>
            value={what}
            onChange={setWhat}
            options={[
              { value: 'revision', label: say('revisionOf', { number: quote.revision }) },
              { value: 'draft', label: say('draft') },
            ]}
          />
        )}
        {what === 'draft' && <span className="quiet small">{say('draftPreview')}</span>}
        <Button href={address} target="_blank" rel="noreferrer">
          {say('openPdf')}
        </Button>
      </div>
      {error ? (
        <ErrorState error={error} onRetry={retry} />
      ) : phone ? null : url ? (
        <iframe title={say('preview')} src={`${url}#toolbar=0&view=FitH`} className={css.paper} />
      ) : (
        <SkeletonLines rows={12} />
      )}
    </div>
  )
}

/** Fetched and not framed by its address, so that a refusal is told in words. What is waiting is saved first. */
function usePdf(address: string, draft: DraftState, version: number) {
  const [url, setUrl] = useState<string>()
  const [error, setError] = useState<unknown>()
  const [round, setRound] = useState(0)
  const { save } = draft
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version or another try fetches it anew
  useEffect(() => {
    let made: string | undefined
    let gone = false
    void save()
      .then(() => fetchPdf(address))
      .then(blob => {
        if (gone) return
        made = URL.createObjectURL(blob)
        setUrl(made)
        setError(undefined)
      })
      .catch((thrown: unknown) => !gone && setError(thrown))
    return () => {
      gone = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [address, save, version, round])
  return { url, error, retry: () => setRound(before => before + 1) }
}

async function fetchPdf(address: string): Promise<Blob> {
  const answer = await fetch(address).catch(() => {
    throw networkError()
  })
  if (answer.ok) return answer.blob()
  const { error } = (await answer.json()) as { error: ConstructorParameters<typeof ApiError>[1] }
  throw new ApiError(answer.status, error)
}
