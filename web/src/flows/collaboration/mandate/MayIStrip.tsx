import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Verdict } from '#collaboration/mandate/api.ts'
import type { QuoteDraft } from '#collaboration/quote/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { mayIQuery } from './data.ts'
import { Measures } from './Measures.tsx'
import css from './mandate.module.css'
import { mandateTexts } from './texts.ts'
import { headline } from './verdict.ts'

const pauseMs = 400

interface Props {
  quoteId: string
  draft: QuoteDraft
  /** Whether the draft can be summed: what can't isn't asked about. */
  ready: boolean
}

/** “May I?” while one types: inside or outside, per measure, and whom it would go to. One request after each pause. */
export function MayIStrip({ quoteId, draft, ready }: Props) {
  const say = useText(mandateTexts)
  const settled = useSettled(draft)
  const { data, isError, isPlaceholderData } = useQuery({
    ...mayIQuery(quoteId, settled),
    enabled: ready && settled.lines.length > 0,
  })
  if (!ready || isError || draft.lines.length === 0) return null
  return (
    <section
      className={`${css.strip} ${data ? (css[toneOf(data)] ?? '') : ''}`}
      aria-label={say('mayI')}
      aria-live="polite"
      aria-busy={isPlaceholderData || settled !== draft}
    >
      {data ? <Answer verdict={data} /> : <p className="quiet">{say('checking')}</p>}
    </section>
  )
}

/** The last value that stayed for a moment. */
function useSettled(value: QuoteDraft): QuoteDraft {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

const toneOf = ({ inside, blocked }: Verdict) => (inside ? 'ok' : blocked.length > 0 ? 'stuck' : 'ask')

function Answer({ verdict }: { verdict: Verdict }) {
  const say = useText(mandateTexts)
  const locale = useLocale()
  return (
    <>
      <p className={css.headline}>
        <Icon name={verdict.inside ? 'check' : 'shield'} size={16} />
        <span>{headline(verdict, say, locale)}</span>
      </p>
      <Measures verdict={verdict} />
    </>
  )
}
