import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import type { DraftBundle, DraftLine } from '#collaboration/quote/api.ts'
import { productKinds, taxRates } from '#crm/product/api.ts'
import { useText } from '../../../../app/i18n.ts'
import { productTexts } from '../../../../crm/product/texts.ts'
import { Sheet } from '../../../../ui/Sheet.tsx'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import { type Discount, readDiscount, readNumber, showDiscount } from './cells.ts'
import type { Editing } from './EditPanel.tsx'
import { nameOf } from './live.ts'
import { Stepper } from './Stepper.tsx'
import { Field } from './TermsForm.tsx'
import { editTexts } from './texts.ts'

/** A line opened in a sheet. */
export function LineSheet({
  line,
  editing,
  onClose,
}: {
  line: DraftLine | undefined
  editing: Editing
  onClose: () => void
}) {
  return (
    <Sheet
      open={line !== undefined}
      onClose={onClose}
      title={line ? nameOf(line, editing.catalogue) : ''}
      width={420}
    >
      {line && <LineForm key={line.id} line={line} editing={editing} onClose={onClose} />}
    </Sheet>
  )
}

/** Everything about one line: what it is, how many, at which price, with which parameters it is promised. */
function LineForm({ line, editing, onClose }: { line: DraftLine; editing: Editing; onClose: () => void }) {
  const say = useText(quoteTexts)
  const sayEdit = useText(editTexts)
  const { setLine, readOnly, catalogue } = editing
  const product = line.productId ? catalogue.get(line.productId) : undefined
  const kind = product?.kind ?? line.kind
  const credit = line.kind === 'credit'
  const inBundle = line.bundleId !== null
  const set = (change: Partial<DraftLine>) => setLine(line.id, change)
  return (
    <fieldset className={css.stack} disabled={readOnly}>
      {!product && <OwnFields line={line} set={set} />}
      {product?.offer === null || !product ? (
        <Field label={credit ? sayEdit('creditAmount') : say('price')}>
          <Input
            inputMode="decimal"
            size="large"
            className="num"
            defaultValue={line.price ?? ''}
            onChange={event => {
              const price = readNumber(event.target.value)
              if (price !== undefined) set({ price })
            }}
          />
        </Field>
      ) : null}
      {!credit && (
        <div className={css.steppers}>
          <div className={css.labelledBlock}>
            <span>{say('quantity')}</span>
            <Stepper
              label={say('quantity')}
              value={line.quantity}
              disabled={readOnly}
              onValue={quantity => set({ quantity })}
            />
          </div>
          {kind === 'subscription' && (
            <div className={css.labelledBlock}>
              <span>{say('periods')}</span>
              <Stepper
                label={say('periods')}
                value={String(line.periods)}
                disabled={readOnly}
                onValue={periods =>
                  set({ periods: Math.min(1200, Math.max(1, Math.round(Number(periods)))) })
                }
              />
            </div>
          )}
        </div>
      )}
      {!inBundle && !line.free && !credit && (
        <DiscountField discount={line.discount} onDiscount={discount => set({ discount })} />
      )}
      <Field label={say('taxRate')}>
        <Select
          size="large"
          disabled={readOnly}
          value={line.taxRate}
          options={taxRates.map(value => ({ value, label: `${value}%` }))}
          onChange={taxRate => set({ taxRate })}
        />
      </Field>
      {!credit && (
        <Field label={say('spec')} hint={sayEdit('specHint')}>
          <Input.TextArea
            autoSize={{ minRows: 2, maxRows: 8 }}
            maxLength={2000}
            placeholder={product?.spec ?? ''}
            value={line.spec}
            onChange={event => set({ spec: event.target.value })}
          />
        </Field>
      )}
      <div className={css.bar}>
        {!inBundle && !credit && (
          <Button size="large" onClick={() => set({ free: !line.free, discount: null })}>
            {line.free ? say('notFree') : say('makeFree')}
          </Button>
        )}
        <Button
          size="large"
          danger
          onClick={() => {
            editing.removeLine(line.id)
            onClose()
          }}
        >
          {say('remove')}
        </Button>
        <Button size="large" type="primary" onClick={onClose} style={{ flex: 1 }}>
          {say('done')}
        </Button>
      </div>
    </fieldset>
  )
}

/** What a product's master data says of others: name, unit and kind of a line by hand. */
function OwnFields({ line, set }: { line: DraftLine; set: (change: Partial<DraftLine>) => void }) {
  const say = useText(quoteTexts)
  const sayKind = useText(productTexts)
  return (
    <>
      <Field label={say('name')}>
        <Input
          size="large"
          value={line.name}
          maxLength={120}
          onChange={event => set({ name: event.target.value })}
        />
      </Field>
      {line.kind !== 'credit' && (
        <div className={css.steppers}>
          <Field label={say('unit')}>
            <Input
              size="large"
              value={line.unit}
              maxLength={12}
              onChange={event => set({ unit: event.target.value })}
            />
          </Field>
          <Field label={sayKind('kind')}>
            <Select
              size="large"
              value={line.kind}
              options={productKinds.map(value => ({ value, label: sayKind(value) }))}
              onChange={kind => set({ kind, ...(kind !== 'subscription' && { periods: 1 }) })}
            />
          </Field>
        </div>
      )}
    </>
  )
}

const usual = ['0', '5', '8', '10', '12', '15']

function DiscountField({
  discount,
  onDiscount,
}: {
  discount: Discount
  onDiscount: (discount: Discount) => void
}) {
  const say = useText(quoteTexts)
  const [text, setText] = useState(showDiscount(discount))
  const give = (next: string) => {
    setText(next)
    const meant = readDiscount(next)
    if (meant !== undefined) onDiscount(meant)
  }
  const wrong = readDiscount(text) === undefined
  return (
    <>
      <Field label={say('discount')}>
        <Input
          placeholder={say('wholeHint')}
          size="large"
          {...(wrong && { status: 'error' as const })}
          value={text}
          onChange={event => give(event.target.value)}
        />
      </Field>
      <div className={css.quick}>
        {usual.map(value => (
          <button
            type="button"
            key={value}
            aria-pressed={discount?.by === 'amount' ? false : (discount?.value ?? '0') === value}
            onClick={() => give(value === '0' ? '' : `${value}%`)}
          >
            {value}%
          </button>
        ))}
      </div>
    </>
  )
}

/** A set: how many, at which price where the book has none, and what comes off. */
export function BundleForm({
  bundle,
  editing,
  onClose,
}: {
  bundle: DraftBundle
  editing: Editing
  onClose: () => void
}) {
  const say = useText(quoteTexts)
  const { readOnly, catalogue, setBundle } = editing
  const listed = bundle.productId ? catalogue.get(bundle.productId)?.offer?.price : undefined
  return (
    <fieldset className={css.stack} disabled={readOnly}>
      <div className={css.labelledBlock}>
        <span>{say('bundleSets')}</span>
        <Stepper
          label={say('bundleSets')}
          value={bundle.quantity}
          disabled={readOnly}
          onValue={quantity => setBundle(bundle.id, { quantity })}
        />
      </div>
      {listed === undefined && (
        <Field label={say('bundlePrice')}>
          <Input
            inputMode="decimal"
            size="large"
            className="num"
            defaultValue={bundle.price}
            onChange={event => {
              const price = readNumber(event.target.value)
              if (price !== undefined) setBundle(bundle.id, { price })
            }}
          />
        </Field>
      )}
      <DiscountField discount={bundle.discount} onDiscount={discount => setBundle(bundle.id, { discount })} />
      <Button size="large" type="primary" block onClick={onClose}>
        {say('done')}
      </Button>
    </fieldset>
  )
}
