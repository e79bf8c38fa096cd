import { useMemo } from 'react'
import { checkOptions } from '#lib/price/index.ts'
import { useText } from '../../../../app/i18n.ts'
import { Icon } from '../../../../ui/icons.tsx'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import type { Editing } from './EditPanel.tsx'
import { byIds, useAdd } from './ProductSearch.tsx'

/** What is missing, what doesn't fit together, what customers usually take along. */
export function OptionHints({ editing }: { editing: Editing }) {
  const say = useText(quoteTexts)
  const { quote, draft, catalogue, readOnly } = editing
  const chosen = useMemo(
    () => draft.lines.flatMap(({ productId }) => (productId ? [productId] : [])),
    [draft.lines],
  )
  const { broken, offers } = checkOptions(chosen, quote.rules)
  const findings = [...broken, ...offers] as typeof quote.rules
  const put = useAdd(editing)
  const add = async (id: string) => {
    const [product] = await byIds([id], draft.priceBookId)
    if (product) await put(product)
  }
  if (findings.length === 0) return null
  const words = { requires: 'requires', excludes: 'excludes', 'goes-with': 'goesWith' } as const
  return (
    <ul className={css.hints} aria-label={say('options')}>
      {findings.map(({ kind, productId, otherId, name }) => (
        <li key={`${productId}${otherId}`} className={kind === 'goes-with' ? '' : css.broken}>
          <Icon name={kind === 'goes-with' ? 'sprout' : 'warn'} size={16} />
          <span>{say(words[kind], { product: catalogue.get(productId)?.name ?? '', other: name })}</span>
          {kind !== 'excludes' && !readOnly && (
            <button type="button" className="plain link" onClick={() => void add(otherId)}>
              {say('addIt')}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
