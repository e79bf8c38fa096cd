import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { SuggestionDetail, SuggestionView } from '#decision/suggestion/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { EvidenceBody } from '../../../ui/EvidenceSheet.tsx'
import { timeOfDay } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { uiTexts } from '../../../ui/texts.ts'
import { useNow } from '../../../ui/Values.tsx'
import { suggestionQuery, tellSeen } from './data.ts'
import { evidenceOf, notesOf } from './shown.ts'
import { suggestionTexts } from './texts.ts'

interface Props {
  suggestion: SuggestionView | undefined
  onClose: () => void
  onDispute?: (s: SuggestionView) => void
}

/** 看依据: what a suggestion rests on, as a sheet. */
export function WhySheet({ suggestion: s, onClose, onDispute }: Props) {
  const say = useText(suggestionTexts)
  const sayUi = useText(uiTexts)
  const locale = useLocale()
  const query = useQuery({ ...suggestionQuery(s?.id ?? ''), enabled: s !== undefined })
  const asOf = query.data && ` · ${sayUi('asOf', { time: timeOfDay(query.data.evidence.at) })}`
  return (
    <Sheet
      open={s !== undefined}
      onClose={onClose}
      title={s ? say('whyTitle', { title: pick(s.title, locale) }) : ''}
      subtitle={`${s?.accountName ?? ''}${asOf ?? ''}`}
    >
      {s && (
        <Loaded query={query} skeleton={<SkeletonLines rows={12} />}>
          {detail => <Why detail={detail} {...(onDispute ? { onDispute: () => onDispute(s) } : {})} />}
        </Loaded>
      )}
    </Sheet>
  )
}

/** The evidence of a suggestion; looking at it is noted. */
export function Why({ detail, onDispute }: { detail: SuggestionDetail; onDispute?: () => void }) {
  const say = useText(suggestionTexts)
  const locale = useLocale()
  const now = useNow()
  const s = detail.suggestion
  useEffect(() => tellSeen([s.id], 'evidence'), [s.id])
  const evidence = evidenceOf(
    detail.evidence,
    {
      title: pick(s.title, locale),
      account: s.accountName ?? say('noAccount'),
      accountId: s.accountId,
      notes: notesOf(detail, say),
      recordHref: `/decisions/${s.decisionId}`,
    },
    locale,
    say,
  )
  return <EvidenceBody evidence={evidence} now={now} {...(onDispute ? { onDispute } : {})} />
}
