import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect } from 'react'
import type { SuggestionView } from '#decision/suggestion/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { EmptyState, SkeletonLines } from '../../../ui/States.tsx'
import { DeliveredKitView } from '../playkit/DeliveredKitView.tsx'
import { suggestionQuery, tellSeen } from './data.ts'
import css from './suggestion.module.css'
import { suggestionTexts } from './texts.ts'

interface Props {
  suggestion: SuggestionView | undefined
  onClose: () => void
  onNote: (s: SuggestionView) => void
}

/** What one takes along after adopting: the play kit filled with the customer's facts, and the way back for the outcome. */
export function KitSheet({ suggestion: s, onClose, onNote }: Props) {
  const say = useText(suggestionTexts)
  const locale = useLocale()
  const query = useQuery({ ...suggestionQuery(s?.id ?? ''), enabled: s !== undefined })
  const id = s?.kit ? s.id : undefined
  useEffect(() => {
    if (id) tellSeen([id], 'kit')
  }, [id])
  const footer = s?.accountId && (
    <div className={css.kitFoot}>
      <p>{say('afterHint')}</p>
      <Button type="primary" icon={<Icon name="edit" size={16} />} onClick={() => onNote(s)}>
        {say('note')}
      </Button>
    </div>
  )
  return (
    <Sheet
      open={s !== undefined}
      onClose={onClose}
      title={say('kitTitle')}
      subtitle={[s?.accountName, s?.title[locale]].filter(Boolean).join(' · ')}
      width={560}
      footer={footer}
    >
      {s && (
        <Loaded query={query} skeleton={<SkeletonLines rows={10} />}>
          {({ kit }) =>
            kit ? (
              <DeliveredKitView kit={kit} />
            ) : (
              <EmptyState icon="briefcase" title={say('noKit')} hint={say('noKitHint')} />
            )
          }
        </Loaded>
      )}
    </Sheet>
  )
}
