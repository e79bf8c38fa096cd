import { Button, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { type QuoteView, quoteRoutes } from '#collaboration/quote/api.ts'
import { ApiError, networkError } from '../../../app/errors.ts'
import { addressOf } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { ErrorState, SkeletonLines } from '../../../ui/States.tsx'
import css from './quote.module.css'
import { quoteTexts } from './texts.ts'
import type { DraftState } from './useDraft.ts'

/** The quote on paper, as a picture that every phone shows: the draft as it is now, or the newest revision. */
export function PreviewPanel({ quote, draft }: { quote: QuoteView; draft: DraftState }) {
  const say = useText(quoteTexts)
  const locale = useLocale()
  const newest = quote.revision !== null && !quote.changed
  const [what, setWhat] = useState<'draft' | 'revision'>(newest ? 'revision' : 'draft')
  const route = what === 'draft' ? quoteRoutes.preview : quoteRoutes.pdf
  const address = (format: 'pdf' | 'svg') =>
    addressOf(route.path, { id: quote.id, number: quote.revision }, { lang: locale, format })
  const { url, error, retry } = usePicture(address('svg'), draft, quote.draftVersion)
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
        <Button href={address('pdf')} target="_blank" rel="noreferrer">
          {say('openPdf')}
        </Button>
      </div>
      {error !== undefined && <ErrorState error={error} onRetry={retry} />}
      {error === undefined && !url && <SkeletonLines rows={12} />}
      {error === undefined && url && <img className={css.paper} src={url} alt={say('preview')} />}
    </div>
  )
}

/** Asked for once before it is shown, so that a refusal is told in words. What is waiting is saved first. */
function usePicture(address: string, draft: DraftState, version: number) {
  const [url, setUrl] = useState<string>()
  const [error, setError] = useState<unknown>()
  const [round, setRound] = useState(0)
  const { save } = draft
  useEffect(() => {
    let gone = false
    void save()
      .then(() => check(address))
      .then(() => {
        if (gone) return
        setUrl(`${address}&at=${version}.${round}`)
        setError(undefined)
      })
      .catch((thrown: unknown) => !gone && setError(thrown))
    return () => {
      gone = true
    }
  }, [address, save, version, round])
  return { url, error, retry: () => setRound(before => before + 1) }
}

async function check(address: string): Promise<void> {
  const answer = await fetch(address).catch(() => {
    throw networkError()
  })
  if (answer.ok) return
  const { error } = (await answer.json()) as { error: ConstructorParameters<typeof ApiError>[1] }
  throw new ApiError(answer.status, error)
}
