import { Button, Input } from 'antd'
import { useState } from 'react'
import type { DraftLine } from '#collaboration/quote/api.ts'
import { useText } from '../../../../app/i18n.ts'
import { Icon } from '../../../../ui/icons.tsx'
import { Sheet } from '../../../../ui/Sheet.tsx'
import { EmptyState } from '../../../../ui/States.tsx'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import { newLine, readDiscount, readNumber, showDiscount, withCommas } from './cells.ts'
import type { Editing } from './EditPanel.tsx'
import { exact } from './live.ts'
import { useAdd, useFound } from './ProductSearch.tsx'

/** The lines as cards with big controls. */
export function LineCards({ editing }: { editing: Editing }) {
  const say = useText(quoteTexts)
  const [adding, setAdding] = useState(false)
  const [open, setOpen] = useState<string>()
  const { draft, readOnly } = editing
  const add = !readOnly && (
    <Button size="large" block icon={<Icon name="plus" size={18} />} onClick={() => setAdding(true)}>
      {say('addLine')}
    </Button>
  )
  const opened = draft.lines.find(({ id }) => id === open)
  return (
    <section aria-label={say('lines')} className={css.cards}>
      {draft.lines.length === 0 && (
        <EmptyState icon="tag" title={say('empty')} hint={say('emptyHintPhone')} />
      )}
      {draft.lines.map(line => (
        <Card key={line.id} line={line} editing={editing} onOpen={() => setOpen(line.id)} />
      ))}
      {add}
      <Sheet open={adding} onClose={() => setAdding(false)} title={say('addLine')}>
        <Picker editing={editing} onDone={() => setAdding(false)} />
      </Sheet>
      <Sheet
        open={opened !== undefined}
        onClose={() => setOpen(undefined)}
        title={opened ? nameOf(opened, editing) : ''}
      >
        {opened && <LineForm line={opened} editing={editing} onClose={() => setOpen(undefined)} />}
      </Sheet>
    </section>
  )
}

const nameOf = (line: DraftLine, { catalogue }: Editing) =>
  (line.productId && catalogue.get(line.productId)?.name) || line.name

interface CardProps {
  line: DraftLine
  editing: Editing
  onOpen: () => void
}

function Card({ line, editing, onOpen }: CardProps) {
  const say = useText(quoteTexts)
  const { catalogue, live, draft } = editing
  const product = line.productId ? catalogue.get(line.productId) : undefined
  const priced = live.priced ? live.lines.get(line.id) : undefined
  const price = product?.offer?.price ?? line.price
  const set = draft.bundles.find(({ id }) => id === line.bundleId)
  const detail = [
    price ? `${withCommas(price)} / ${product?.unit ?? line.unit}` : '',
    set ? `${say('bundle')} ${set.name}` : '',
    line.free
      ? say('free')
      : showDiscount(line.discount) && `${say('discount')} ${showDiscount(line.discount)}`,
  ]
  return (
    <article className={css.lineCard}>
      <button type="button" className="plain" onClick={onOpen}>
        <b>{nameOf(line, editing) || '—'}</b>
        <span className="quiet small num">{detail.filter(Boolean).join(' · ')}</span>
      </button>
      <div>
        <Stepper line={line} editing={editing} />
        <strong className="num">{priced ? exact(priced.amount, draft.currency) : '—'}</strong>
      </div>
    </article>
  )
}

function Stepper({ line, editing }: { line: DraftLine; editing: Editing }) {
  const say = useText(quoteTexts)
  const step = (by: number) => {
    const next = Number(line.quantity) + by
    if (next > 0) editing.setLine(line.id, { quantity: String(Math.round(next * 1e6) / 1e6) })
  }
  return (
    <fieldset className={css.stepper} disabled={editing.readOnly} aria-label={say('quantity')}>
      <button
        type="button"
        aria-label={say('less')}
        disabled={Number(line.quantity) <= 1}
        onClick={() => step(-1)}
      >
        −
      </button>
      <input
        aria-label={say('quantity')}
        inputMode="decimal"
        className="num"
        value={line.quantity}
        onChange={event => {
          const quantity = readNumber(event.target.value)
          if (quantity !== undefined) editing.setLine(line.id, { quantity })
        }}
      />
      <button type="button" aria-label={say('plusOne')} onClick={() => step(1)}>
        +
      </button>
    </fieldset>
  )
}

const usual = ['0', '5', '8', '10', '12', '15']

function LineForm({ line, editing, onClose }: { line: DraftLine; editing: Editing; onClose: () => void }) {
  const say = useText(quoteTexts)
  const { setLine, readOnly, catalogue } = editing
  const listed = line.productId ? catalogue.get(line.productId)?.offer?.price : undefined
  const [text, setText] = useState(showDiscount(line.discount))
  const give = (next: string) => {
    setText(next)
    const discount = readDiscount(next)
    if (discount !== undefined) setLine(line.id, { discount })
  }
  const discountable = line.bundleId === null && !line.free && line.kind !== 'credit'
  return (
    <fieldset className={css.stack} disabled={readOnly}>
      {line.productId === null && (
        <Input
          aria-label={say('product')}
          placeholder={say('name')}
          size="large"
          value={line.name}
          maxLength={120}
          onChange={event => setLine(line.id, { name: event.target.value })}
        />
      )}
      {listed === undefined && (
        <Input
          aria-label={say('price')}
          addonBefore={say('price')}
          inputMode="decimal"
          size="large"
          defaultValue={line.price ?? ''}
          onChange={event => {
            const price = readNumber(event.target.value)
            if (price !== undefined) setLine(line.id, { price })
          }}
        />
      )}
      <Stepper line={line} editing={editing} />
      {discountable && (
        <>
          <Input
            aria-label={say('discount')}
            addonBefore={say('discount')}
            placeholder={say('wholeHint')}
            size="large"
            value={text}
            onChange={event => give(event.target.value)}
          />
          <div className={css.quick}>
            {usual.map(value => (
              <button
                type="button"
                key={value}
                aria-pressed={(line.discount?.value ?? '0') === value}
                onClick={() => give(value === '0' ? '' : `${value}%`)}
              >
                {value}%
              </button>
            ))}
          </div>
        </>
      )}
      <div className={css.bar}>
        {line.bundleId === null && line.kind !== 'credit' && (
          <Button size="large" onClick={() => setLine(line.id, { free: !line.free, discount: null })}>
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

function Picker({ editing, onDone }: { editing: Editing; onDone: () => void }) {
  const say = useText(quoteTexts)
  const [text, setText] = useState('')
  const { items: found } = useFound(text, editing.draft.priceBookId)
  const add = useAdd(editing)
  return (
    <div className={css.stack}>
      <Input
        size="large"
        autoFocus
        aria-label={say('addLine')}
        placeholder={say('addPlaceholder')}
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <ul className={css.picker}>
        {found.map(product => (
          <li key={product.id}>
            <button
              type="button"
              className="plain"
              onClick={() => {
                void add(product)
                onDone()
              }}
            >
              <span>
                {product.name}
                <small>{product.code}</small>
              </span>
              <span className="num">{product.offer ? withCommas(product.offer.price) : ''}</span>
            </button>
          </li>
        ))}
        {text.trim() && (
          <li>
            <button
              type="button"
              className="plain"
              onClick={() => {
                editing.change(before => ({
                  ...before,
                  lines: [...before.lines, newLine({ name: text.trim() })],
                }))
                onDone()
              }}
            >
              {say('byHand', { name: text.trim() })}
            </button>
          </li>
        )}
      </ul>
    </div>
  )
}
