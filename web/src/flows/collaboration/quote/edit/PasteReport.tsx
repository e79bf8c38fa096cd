import { useText } from '../../../../app/i18n.ts'
import { Icon } from '../../../../ui/icons.tsx'
import css from '../quote.module.css'
import type { PasteNote } from './paste.ts'
import { type EditText, editTexts } from './texts.ts'
import type { Pasted } from './usePaste.ts'

const words = {
  unknown: 'pasteUnknown',
  nameless: 'pasteNameless',
  listed: 'pasteListed',
  beyond: 'pasteBeyond',
  quantity: 'pasteQuantity',
  price: 'pastePrice',
  discount: 'pasteDiscount',
} as const satisfies Record<PasteNote['kind'], EditText>

/** Which cell of its line mends it. */
const columns: Record<PasteNote['kind'], string> = {
  ...{ unknown: 'name', nameless: 'name', listed: 'discount', beyond: 'name' },
  ...{ quantity: 'quantity', price: 'price', discount: 'discount' },
}

/** What came of a paste: every row that isn't as it stood in the sheet, and why; a tap leads to its cell. */
export function PasteReport({ report, onClose }: { report: Pasted; onClose: () => void }) {
  const say = useText(editTexts)
  const { count, matched, notes } = report
  return (
    <section className={css.pasteReport} aria-label={say('pasteReport')}>
      <header>
        <b role="status">{say('pasted', { count, matched })}</b>
        <button type="button" className="plain" aria-label={say('close')} onClick={onClose}>
          <Icon name="close" size={14} />
        </button>
      </header>
      {notes.length > 0 && (
        <>
          <p className="quiet small">{say('pasteMend', { count: notes.length })}</p>
          <ol>
            {notes.map(note => (
              <li key={`${note.row} ${note.kind}`}>
                <button type="button" className="plain" disabled={!note.lineId} onClick={() => lead(note)}>
                  <span className="num">{say('pasteRow', { row: note.row })}</span>
                  {say(words[note.kind], { text: note.text })}
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

function lead({ lineId, kind }: PasteNote): void {
  const row = document.querySelector(`[data-line="${lineId}"]`)
  const cell = row?.querySelector<HTMLInputElement>(`input[data-column="${columns[kind]}"]`)
  ;(cell ?? row?.querySelector('input'))?.focus()
}
