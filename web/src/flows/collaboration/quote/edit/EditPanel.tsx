import { useMemo } from 'react'
import {
  type DraftBundle,
  type DraftLine,
  errors,
  type QuoteDraft,
  type QuoteView,
} from '#collaboration/quote/api.ts'
import type { ProductItem } from '#crm/product/api.ts'
import { pick, useLocale, useText } from '../../../../app/i18n.ts'
import { usePhone } from '../../../../theme/preferences.ts'
import { useUndo } from '../../../../ui/useUndo.tsx'
import { MayIStrip } from '../../mandate/MayIStrip.tsx'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import type { DraftState } from '../useDraft.ts'
import { BookLine } from './BookLine.tsx'
import { newLine } from './cells.ts'
import { LineCards } from './LineCards.tsx'
import { LineGrid } from './LineGrid.tsx'
import { type Catalogue, catalogueOf, isWhole, type Live, liveOf, nameOf } from './live.ts'
import { OptionHints } from './OptionHints.tsx'
import { PhoneFoot } from './PhoneFoot.tsx'
import { TermsForm } from './TermsForm.tsx'
import { TotalsBox } from './TotalsBox.tsx'

/** What every part of the editor works on. */
export interface Editing {
  quote: QuoteView
  draft: QuoteDraft
  catalogue: Catalogue
  live: Live
  readOnly: boolean
  change: (next: (draft: QuoteDraft) => QuoteDraft) => void
  setLine: (id: string, change: Partial<DraftLine>) => void
  setBundle: (id: string, change: Partial<DraftBundle>) => void
  removeLine: (id: string) => void
  /** Adds lines: of products, bundles with all that is in them, or by hand. `parts` are the products in those bundles. */
  add: (entries: readonly Entry[], parts?: readonly ProductItem[]) => void
}

/** A line to be added: of a product, or by hand. */
export interface Entry {
  product?: ProductItem
  line?: Partial<DraftLine>
}

/** The quote on one screen: lines, sums, conditions. */
export function EditPanel({
  quote,
  draft,
  readOnly,
}: {
  quote: QuoteView
  draft: DraftState
  readOnly: boolean
}) {
  const say = useText(quoteTexts)
  const locale = useLocale()
  const phone = usePhone()
  const editing = useEditing(quote, draft, readOnly)
  const { live } = editing
  return (
    <div className={css.editor}>
      <div className={css.main}>
        {readOnly && quote.state === 'accepted' && <p className={css.notice}>{say('readOnly')}</p>}
        {live.fault && (
          <p className={css.fault} role="alert">
            {pick(errors[`quote.fault-${live.fault}`].message, locale)}
          </p>
        )}
        {phone ? <LineCards editing={editing} /> : <LineGrid editing={editing} />}
        <BookLine editing={editing} />
        {!readOnly && (
          <MayIStrip quoteId={quote.id} draft={draft.draft} ready={!live.fault && isWhole(draft.draft)} />
        )}
        <OptionHints editing={editing} />
        <TermsForm editing={editing} name={draft.name} setName={draft.setName} />
      </div>
      <TotalsBox editing={editing} />
      {phone && <PhoneFoot editing={editing} state={draft} />}
    </div>
  )
}

function useEditing(quote: QuoteView, state: DraftState, readOnly: boolean): Editing {
  const say = useText(quoteTexts)
  const undo = useUndo()
  const { draft, extra, setDraft, meet } = state
  // What the server says of a product comes last: its prices are those of the book that the draft has now.
  const catalogue = useMemo(() => catalogueOf([...extra, ...quote.catalogue]), [quote.catalogue, extra])
  const live = useMemo(
    () => liveOf(draft, catalogue, quote.capitalRate),
    [draft, catalogue, quote.capitalRate],
  )
  const change: Editing['change'] = next => {
    if (!readOnly) setDraft(before => inOrder(next(before)))
  }
  return {
    ...{ quote, draft, catalogue, live, readOnly, change },
    setLine: (id, values) =>
      change(before => ({
        ...before,
        lines: before.lines.map(line => (line.id === id ? { ...line, ...values } : line)),
      })),
    setBundle: (id, values) =>
      change(before => ({
        ...before,
        bundles: before.bundles.map(each => (each.id === id ? { ...each, ...values } : each)),
      })),
    removeLine: id => {
      const at = draft.lines.findIndex(line => line.id === id)
      const line = draft.lines[at]
      if (!line) return
      change(before => tidied({ ...before, lines: before.lines.filter(each => each.id !== id) }))
      undo(say('lineRemoved', { name: nameOf(line, catalogue) }), () =>
        change(before => ({
          ...before,
          bundles: draft.bundles.filter(
            ({ id: set }) => set === line.bundleId || before.bundles.some(b => b.id === set),
          ),
          lines: before.lines.toSpliced(at, 0, line),
        })),
      )
    },
    add: (entries, parts = []) => {
      meet([...entries.flatMap(({ product }) => (product ? [product] : [])), ...parts])
      change(before => entries.reduce(withEntry, before))
    },
  }
}

/** A bundle without anything in it is none. */
const tidied = (draft: QuoteDraft): QuoteDraft => ({
  ...draft,
  bundles: draft.bundles.filter(({ id }) => draft.lines.some(({ bundleId }) => bundleId === id)),
})

/** Lines as they stand on the screen and on paper: single ones, then bundle by bundle. Rows are counted in this order. */
function inOrder(draft: QuoteDraft): QuoteDraft {
  const place = new Map<string | null, number>(draft.bundles.map(({ id }, i) => [id, i + 1]))
  const at = (line: DraftLine) => place.get(line.bundleId) ?? 0
  const { lines } = draft
  if (lines.every((line, i) => i === 0 || at(lines[i - 1]!) <= at(line))) return draft
  return { ...draft, lines: lines.toSorted((a, b) => at(a) - at(b)) }
}

/** Adds a line; a bundle comes with its parts. */
function withEntry(draft: QuoteDraft, { product, line = {} }: Entry): QuoteDraft {
  if (!product) return { ...draft, lines: [...draft.lines, newLine(line)] }
  if (product.components.length === 0) {
    const { id: productId, kind, name, unit, taxRate } = product
    return { ...draft, lines: [...draft.lines, newLine({ kind, name, unit, taxRate, ...line, productId })] }
  }
  const set = newLine().id
  const bundle = {
    ...{ id: set, productId: product.id, name: product.name, quantity: line.quantity ?? '1' },
    ...{ price: product.offer?.price ?? '0', discount: line.discount ?? null },
  }
  const parts = product.components.map(({ productId, quantity }) =>
    newLine({ productId, quantity, bundleId: set }),
  )
  return { ...draft, bundles: [...draft.bundles, bundle], lines: [...draft.lines, ...parts] }
}
