import { Button } from 'antd'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { useText } from '../../../../app/i18n.ts'
import { Sheet } from '../../../../ui/Sheet.tsx'
import css from '../quote.module.css'
import { useFieldWord } from '../RevisionsPanel.tsx'
import { quoteTexts } from '../texts.ts'
import type { Conflict, DraftState, Edited } from '../useDraft.ts'
import { showDiscount } from './cells.ts'
import { catalogueOf, lineOf } from './live.ts'

/** Two people edited the same draft: both sides, and the choice. What was typed is kept until then. */
export function ConflictSheet({ draft, quote }: { draft: DraftState; quote: QuoteView }) {
  const say = useText(quoteTexts)
  const { conflict, settle } = draft
  return (
    <Sheet
      open={conflict !== undefined}
      onClose={() => {}}
      title={conflict ? say('conflict', { by: conflict.by }) : ''}
      subtitle={say('conflictHint')}
      width={640}
      footer={
        conflict && (
          <div className={css.bar}>
            <Button onClick={() => settle('theirs')}>{say('useTheirs', { by: conflict.by })}</Button>
            <Button type="primary" onClick={() => settle('yours')}>
              {say('useYours')}
            </Button>
          </div>
        )
      }
    >
      {conflict && <Sides theirs={conflict} yours={draft} quote={quote} />}
    </Sheet>
  )
}

function Sides({ theirs, yours, quote }: { theirs: Conflict; yours: Edited; quote: QuoteView }) {
  const say = useText(quoteTexts)
  const word = useFieldWord()
  const rows = differences(theirs, yours, quote)
  if (rows.length === 0) return <p>{say('noDifference')}</p>
  return (
    <table className={css.differences}>
      <thead>
        <tr>
          <th>{say('field')}</th>
          <th>{say('theirs', { by: theirs.by })}</th>
          <th>{say('yours')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.key}>
            <th scope="row">{row.line ?? word(row.key)}</th>
            <td>{row.theirs}</td>
            <td>{row.yours}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function differences(theirs: Edited, yours: Edited, quote: QuoteView) {
  const catalogue = catalogueOf(quote.catalogue)
  const shown = ({ draft }: Edited) =>
    new Map(
      draft.lines.map(line => {
        const { name, unit } = lineOf(line, catalogue)
        const text = [
          `${line.quantity} ${unit}`,
          line.price ?? '',
          showDiscount(line.discount),
          line.free ? '0' : '',
        ]
        return [line.id, { name, text: text.filter(Boolean).join(' · ') }] as const
      }),
    )
  const [a, b] = [shown(theirs), shown(yours)]
  const lines = [...new Set([...a.keys(), ...b.keys()])].flatMap(key => {
    const [left, right] = [a.get(key), b.get(key)]
    if (left?.text === right?.text) return []
    return [{ key, line: (left ?? right)!.name, theirs: left?.text ?? '—', yours: right?.text ?? '—' }]
  })
  const fields = ['name', ...Object.keys(yours.draft).filter(key => key !== 'lines')].flatMap(key => {
    const [left, right] = [shownField(theirs, key), shownField(yours, key)]
    return left === right ? [] : [{ key, line: undefined, theirs: left || '—', yours: right || '—' }]
  })
  return [...lines, ...fields]
}

/** A field of the draft in words short enough for a table. */
function shownField({ name, draft }: Edited, key: string): string {
  const { discount, rounding, bundles, payment, base, delivery } = draft
  const shown: Record<string, string> = {
    name,
    discount: showDiscount(discount),
    rounding: `${rounding.per} ${rounding.scale}`,
    bundles: bundles
      .map(each => `${each.name} × ${each.quantity} ${showDiscount(each.discount)}`.trim())
      .join(' · '),
    payment: payment.map(each => `${each.percent}% ${each.label} (${each.days})`).join(' · '),
    base: base ? `${base.rate} ${base.currency} (${base.on})` : '',
    delivery: delivery ? `${delivery.from} – ${delivery.to}` : '',
  }
  return shown[key] ?? String(draft[key as 'note'] ?? '')
}
