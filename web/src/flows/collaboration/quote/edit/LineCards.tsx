import { Button } from 'antd'
import { useState } from 'react'
import type { DraftBundle, DraftLine } from '#collaboration/quote/api.ts'
import { useText } from '../../../../app/i18n.ts'
import { moneyExact } from '../../../../ui/format.ts'
import { Icon } from '../../../../ui/icons.tsx'
import { Sheet } from '../../../../ui/Sheet.tsx'
import { EmptyState } from '../../../../ui/States.tsx'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import { newLine, showDiscount, withCommas } from './cells.ts'
import type { Editing } from './EditPanel.tsx'
import { BundleForm, LineSheet } from './LineForm.tsx'
import { nameOf } from './live.ts'
import { PhonePicker } from './PhonePicker.tsx'
import { Stepper } from './Stepper.tsx'
import { editTexts } from './texts.ts'

/** The lines as cards with big controls; a bundle's parts below it. */
export function LineCards({ editing }: { editing: Editing }) {
  const say = useText(quoteTexts)
  const [adding, setAdding] = useState(false)
  const [open, setOpen] = useState<string>()
  const { draft, readOnly } = editing
  const line = draft.lines.find(({ id }) => id === open)
  const bundle = draft.bundles.find(({ id }) => id === open)
  const close = () => setOpen(undefined)
  const addCredit = () => {
    const credit = newLine({ kind: 'credit', name: say('credit'), price: '0' })
    editing.add([{ line: credit }])
    setOpen(credit.id)
  }
  return (
    <section aria-label={say('lines')} className={css.cards}>
      {draft.lines.length === 0 && (
        <EmptyState icon="tag" title={say('empty')} hint={say('emptyHintPhone')} />
      )}
      {draft.lines
        .filter(({ bundleId }) => bundleId === null)
        .map(each => (
          <LineCard key={each.id} line={each} editing={editing} onOpen={() => setOpen(each.id)} />
        ))}
      {draft.bundles.map(each => (
        <BundleCard key={each.id} bundle={each} editing={editing} onOpen={setOpen} />
      ))}
      {!readOnly && (
        <div className={css.adders}>
          <Button size="large" icon={<Icon name="plus" size={18} />} onClick={() => setAdding(true)}>
            {say('addLine')}
          </Button>
          {draft.lines.length > 0 && (
            <Button size="large" onClick={addCredit}>
              {say('addCredit')}
            </Button>
          )}
        </div>
      )}
      <Sheet open={adding} onClose={() => setAdding(false)} title={say('addLine')}>
        <PhonePicker editing={editing} onDone={() => setAdding(false)} />
      </Sheet>
      <LineSheet line={line} editing={editing} onClose={close} />
      <Sheet open={bundle !== undefined} onClose={close} title={bundle?.name ?? ''}>
        {bundle && <BundleForm bundle={bundle} editing={editing} onClose={close} />}
      </Sheet>
    </section>
  )
}

function LineCard({ line, editing, onOpen }: { line: DraftLine; editing: Editing; onOpen: () => void }) {
  const say = useText(quoteTexts)
  const sayEdit = useText(editTexts)
  const { catalogue, live, draft, readOnly } = editing
  const product = line.productId ? catalogue.get(line.productId) : undefined
  const priced = live.priced ? live.lines.get(line.id) : undefined
  const price = product?.offer?.price ?? line.price
  const blamed = live.fault && live.lineId === line.id
  const detail = [
    price && line.kind !== 'credit' ? `${withCommas(price)} / ${product?.unit ?? line.unit}` : '',
    line.periods > 1 ? `× ${line.periods} ${say('periods')}` : '',
    line.free
      ? say('free')
      : showDiscount(line.discount) && `${say('discount')} ${showDiscount(line.discount)}`,
  ]
  return (
    <article className={`${css.lineCard} ${blamed ? css.blamed : ''}`}>
      <button type="button" className="plain" onClick={onOpen}>
        <b>{nameOf(line, catalogue) || sayEdit('nameless')}</b>
        <span className="quiet small num">{detail.filter(Boolean).join(' · ')}</span>
      </button>
      <div>
        {line.kind === 'credit' ? (
          <span />
        ) : (
          <Stepper
            label={say('quantity')}
            value={line.quantity}
            disabled={readOnly}
            onValue={quantity => editing.setLine(line.id, { quantity })}
          />
        )}
        <strong className="num">{priced ? moneyExact(priced.amount, draft.currency) : '—'}</strong>
      </div>
    </article>
  )
}

function BundleCard({
  bundle,
  editing,
  onOpen,
}: {
  bundle: DraftBundle
  editing: Editing
  onOpen: (id: string) => void
}) {
  const say = useText(quoteTexts)
  const sayEdit = useText(editTexts)
  const { catalogue, live, draft, readOnly, setBundle } = editing
  const price = (bundle.productId && catalogue.get(bundle.productId)?.offer?.price) || bundle.price
  const parts = draft.lines.filter(({ bundleId }) => bundleId === bundle.id)
  const amount = live.priced
    ? parts.reduce((sum, { id }) => sum + (live.lines.get(id)?.amount ?? 0), 0)
    : undefined
  const off = showDiscount(bundle.discount)
  return (
    <article className={css.lineCard}>
      <button type="button" className="plain" onClick={() => onOpen(bundle.id)}>
        <b>
          {say('bundle')} · {bundle.name}
        </b>
        <span className="quiet small num">
          {[`${withCommas(price)} ${sayEdit('perSet')}`, off && `${say('discount')} ${off}`]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </button>
      <div>
        <Stepper
          label={say('bundleSets')}
          value={bundle.quantity}
          disabled={readOnly}
          onValue={quantity => setBundle(bundle.id, { quantity })}
        />
        <strong className="num">{amount === undefined ? '—' : moneyExact(amount, draft.currency)}</strong>
      </div>
      <ul className={css.parts} aria-label={sayEdit('bundleParts')}>
        {parts.map(part => (
          <li key={part.id}>
            <button type="button" className="plain" onClick={() => onOpen(part.id)}>
              <span>{nameOf(part, catalogue)}</span>
              <span className="quiet num">
                × {part.quantity} {(part.productId && catalogue.get(part.productId)?.unit) || part.unit}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </article>
  )
}
