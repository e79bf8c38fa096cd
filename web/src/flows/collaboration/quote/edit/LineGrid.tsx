import { Button, Tooltip } from 'antd'
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react'
import type { DraftLine } from '#collaboration/quote/api.ts'
import { taxRates } from '#crm/product/api.ts'
import { useText } from '../../../../app/i18n.ts'
import { useMay } from '../../../../app/session.ts'
import { moneyExact } from '../../../../ui/format.ts'
import { Icon } from '../../../../ui/icons.tsx'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import { BundleRow } from './BundleRow.tsx'
import { Cell } from './Cell.tsx'
import { readDiscount, readNumber, showDiscount, withCommas } from './cells.ts'
import type { Editing } from './EditPanel.tsx'
import { LineSheet } from './LineForm.tsx'
import { lineMargin, tierPrice } from './live.ts'
import { NewProduct } from './NewProduct.tsx'
import { PasteReport } from './PasteReport.tsx'
import { ProductSearch } from './ProductSearch.tsx'
import { editTexts } from './texts.ts'
import { type Paste, type PasteColumn, usePaste } from './usePaste.ts'

/** The lines as a grid one types into like a spreadsheet: ↑ ↓ and Enter move, blocks from Excel can be pasted. */
export function LineGrid({ editing }: { editing: Editing }) {
  const say = useText(quoteTexts)
  const sayEdit = useText(editTexts)
  const sees = useMay()('price.cost')
  const { paste, report, close } = usePaste(editing)
  const { draft, readOnly } = editing
  const [open, setOpen] = useState<string>()
  const opened = draft.lines.find(({ id }) => id === open)
  const loose = draft.lines.filter(({ bundleId }) => bundleId === null)
  const row = (line: DraftLine) => (
    <Line
      key={line.id}
      line={line}
      row={draft.lines.indexOf(line)}
      editing={editing}
      sees={sees}
      paste={paste}
      onOpen={() => setOpen(line.id)}
    />
  )
  return (
    <>
      {report && <PasteReport report={report} onClose={close} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard */}
      <section className={css.grid} tabIndex={0} aria-label={say('lines')} onKeyDown={moveByArrows}>
        <table>
          <thead>
            <tr>
              <th className={css.narrowCell}>{say('row')}</th>
              <th className={css.wide}>{say('product')}</th>
              <th className={css.unitCell}>{say('unit')}</th>
              <th className={`${css.right} ${css.figure}`}>{say('quantity')}</th>
              <th className={`${css.right} ${css.figure}`}>{say('price')}</th>
              <th className={`${css.right} ${css.figure}`}>{say('discount')}</th>
              <th className={`${css.right} ${css.rateCell}`}>{say('taxRate')}</th>
              <th className={`${css.right} ${css.sumCell}`}>{say('lineAmount')}</th>
              {sees && <th className={`${css.right} ${css.rateCell}`}>{say('margin')}</th>}
              <th className={css.actsCell} aria-label={say('more')} />
            </tr>
          </thead>
          <tbody>
            {loose.map(row)}
            {draft.bundles.map(bundle => (
              <BundleRow key={bundle.id} bundle={bundle} editing={editing} columns={sees ? 10 : 9}>
                {draft.lines.filter(({ bundleId }) => bundleId === bundle.id).map(row)}
              </BundleRow>
            ))}
          </tbody>
        </table>
        {!readOnly && (
          <div className={css.addRow}>
            <ProductSearch editing={editing} onPaste={text => paste(draft.lines.length, 'name', text)} />
            <Button
              size="small"
              type="text"
              onClick={() => editing.add([{ line: { kind: 'credit', name: say('credit'), price: '0' } }])}
            >
              {say('addCredit')}
            </Button>
            <NewProduct editing={editing} small />
            <span className="quiet small">{sayEdit('pasteHint')}</span>
          </div>
        )}
      </section>
      <LineSheet line={opened} editing={editing} onClose={() => setOpen(undefined)} />
    </>
  )
}

interface LineProps {
  line: DraftLine
  row: number
  editing: Editing
  sees: boolean
  paste: Paste
  onOpen: () => void
}

function Line({ line, row, editing, sees, paste, onOpen }: LineProps) {
  const say = useText(quoteTexts)
  const { catalogue, live, setLine, readOnly, draft } = editing
  const product = line.productId ? catalogue.get(line.productId) : undefined
  const priced = live.priced ? live.lines.get(line.id) : undefined
  const listed = product?.offer?.price
  const tier = priced && tierPrice(priced, line.periods, draft.currency)
  const inBundle = line.bundleId !== null
  const blamed = live.fault && live.lineId === line.id
  const onPaste = (column: PasteColumn) => (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain')
    if (!/[\t\n]/.test(text.trimEnd())) return
    event.preventDefault()
    paste(row, column, text)
  }
  const cell = { readOnly, row: row + 1, onPaste }
  return (
    <tr data-line={line.id} className={`${inBundle ? css.part : ''} ${blamed ? css.blamed : ''}`}>
      <td className={`${css.narrowCell} num`}>{row + 1}</td>
      <td className={css.wide}>
        {product ? (
          <span className={css.productName}>
            <span>{product.name}</span>
            <small>
              {product.code}
              {line.free && <b> · {say('free')}</b>}
            </small>
          </span>
        ) : (
          <Cell
            {...cell}
            label={say('product')}
            column="name"
            value={line.name}
            read={text => text.slice(0, 120)}
            onValue={name => setLine(line.id, { name })}
          />
        )}
      </td>
      <td>
        {product ? (
          product.unit
        ) : (
          <Cell
            {...cell}
            label={say('unit')}
            column="unit"
            value={line.unit}
            read={text => text.slice(0, 12)}
            onValue={unit => setLine(line.id, { unit })}
          />
        )}
      </td>
      <td>
        <Cell
          {...cell}
          numeric
          label={say('quantity')}
          column="quantity"
          value={line.quantity}
          read={readNumber}
          onValue={quantity => setLine(line.id, { quantity })}
        />
        {product?.kind === 'subscription' && (
          <Cell
            {...cell}
            numeric
            label={say('periods')}
            column="periods"
            value={String(line.periods)}
            suffix={`× ${say('periods')}`}
            read={text => (/^[1-9]\d{0,3}$/.test(text) ? text : undefined)}
            onValue={periods => setLine(line.id, { periods: Math.min(1200, Number(periods)) })}
          />
        )}
      </td>
      <td>
        {listed !== undefined ? (
          <span className={`${css.fixed} num`}>
            {withCommas(listed)}
            {tier && <small>{say('tierPrice', { price: withCommas(tier) })}</small>}
          </span>
        ) : (
          <Tooltip title={product ? say('noPrice') : ''}>
            <span>
              <Cell
                {...cell}
                numeric
                label={say('price')}
                column="price"
                value={line.price ?? ''}
                read={readNumber}
                onValue={price => setLine(line.id, { price })}
              />
            </span>
          </Tooltip>
        )}
      </td>
      <td>
        {!inBundle && !line.free && line.kind !== 'credit' && (
          <Cell
            {...cell}
            numeric
            label={say('discount')}
            column="discount"
            value={showDiscount(line.discount)}
            read={readDiscount}
            onValue={discount => setLine(line.id, { discount })}
          />
        )}
      </td>
      <td>
        <select
          className={css.rate}
          aria-label={`${say('taxRate')} ${row + 1}`}
          value={line.taxRate}
          disabled={readOnly}
          onChange={event => setLine(line.id, { taxRate: event.target.value as DraftLine['taxRate'] })}
        >
          {taxRates.map(rate => (
            <option key={rate} value={rate}>
              {rate}%
            </option>
          ))}
        </select>
      </td>
      <td className={`${css.right} num`}>{priced ? moneyExact(priced.amount, draft.currency) : '—'}</td>
      {sees && <td className={`${css.right} num quiet`}>{lineMargin(line, editing)}</td>}
      <td className={css.lineActs}>
        {!readOnly && <LineActs line={line} row={row} editing={editing} onOpen={onOpen} />}
      </td>
    </tr>
  )
}

interface ActsProps {
  line: DraftLine
  row: number
  editing: Editing
  onOpen: () => void
}

function LineActs({ line, row, editing, onOpen }: ActsProps) {
  const say = useText(quoteTexts)
  const sayEdit = useText(editTexts)
  const word = line.free ? say('notFree') : say('makeFree')
  return (
    <div>
      {line.bundleId === null && line.kind !== 'credit' && (
        <button
          type="button"
          className="plain"
          aria-pressed={line.free}
          title={word}
          aria-label={word}
          onClick={() => editing.setLine(line.id, { free: !line.free, discount: null })}
        >
          {say('free')}
        </button>
      )}
      <button
        type="button"
        className="plain"
        aria-label={sayEdit('lineDetails', { row: row + 1 })}
        title={sayEdit('lineDetails', { row: row + 1 })}
        onClick={onOpen}
      >
        <Icon name="more" size={14} />
      </button>
      <button
        type="button"
        className="plain"
        aria-label={say('removeLine', { row: row + 1 })}
        onClick={() => editing.removeLine(line.id)}
      >
        <Icon name="close" size={14} />
      </button>
    </div>
  )
}

/** ↑, ↓ and Enter go to the same column of the row above or below. */
function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const cell = event.target as HTMLElement
  if (!(cell instanceof HTMLInputElement) || !cell.dataset.column) return
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0
  if (step === 0 || event.nativeEvent.isComposing) return
  const same = [
    ...event.currentTarget.querySelectorAll<HTMLInputElement>(`input[data-column="${cell.dataset.column}"]`),
  ]
  const next =
    same[same.indexOf(cell) + step] ??
    (step > 0 ? event.currentTarget.querySelector<HTMLInputElement>('[data-add] input') : null)
  if (!next) return
  event.preventDefault()
  next.focus()
  next.select()
}
