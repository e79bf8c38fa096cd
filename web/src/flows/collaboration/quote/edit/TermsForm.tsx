import { useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import type { ReactNode } from 'react'
import type { QuoteDraft } from '#collaboration/quote/api.ts'
import { useText } from '../../../../app/i18n.ts'
import { booksQuery } from '../data.ts'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import { onBook } from './book.ts'
import { readNumber } from './cells.ts'
import type { Editing } from './EditPanel.tsx'
import { PaymentPlan } from './PaymentPlan.tsx'

interface Props {
  editing: Editing
  name: string
  setName: (name: string) => void
}

/** Everything beside the lines: validity, payment, delivery, terms in words, rounding, rate. */
export function TermsForm({ editing, name, setName }: Props) {
  const say = useText(quoteTexts)
  const { draft, change, readOnly } = editing
  const set = (values: Partial<QuoteDraft>) => change(before => ({ ...before, ...values }))
  return (
    <fieldset className={css.terms} disabled={readOnly}>
      <h2>{say('terms')}</h2>
      <div className={css.fields}>
        <Field label={say('rename')} wide>
          <Input value={name} maxLength={120} onChange={event => setName(event.target.value)} />
        </Field>
        <Field label={say('validUntil')} hint={say('validHint')}>
          <Input
            type="date"
            value={draft.validUntil}
            onChange={event => event.target.value && set({ validUntil: event.target.value })}
          />
        </Field>
        <BookField editing={editing} />
        <Delivery editing={editing} />
      </div>
      <PaymentPlan editing={editing} />
      <div className={css.fields}>
        <Field label={say('clauses')} hint={say('clausesHint')} wide>
          <Input.TextArea
            autoSize={{ minRows: 2, maxRows: 10 }}
            maxLength={4000}
            value={draft.clauses}
            onChange={event => set({ clauses: event.target.value })}
          />
        </Field>
        <Field label={say('note')} wide>
          <Input.TextArea
            autoSize={{ minRows: 1, maxRows: 4 }}
            maxLength={1000}
            value={draft.note}
            onChange={event => set({ note: event.target.value })}
          />
        </Field>
        <Field label={say('rounding')}>
          <Select
            disabled={readOnly}
            value={`${draft.rounding.per} ${draft.rounding.scale}`}
            onChange={value => {
              const [per, scale] = value.split(' ') as ['line' | 'total', string]
              set({ rounding: { per, scale: Number(scale) } })
            }}
            options={([2, 1, 0] as const).flatMap(scale =>
              (['line', 'total'] as const).map(per => ({
                value: `${per} ${scale}`,
                label: `${say(per === 'line' ? 'perLine' : 'perTotal')} · ${say(`scale${scale}`)}`,
              })),
            )}
          />
        </Field>
        <Rate editing={editing} />
      </div>
    </fieldset>
  )
}

/** A control below its words. */
export function Field({
  label,
  hint,
  wide = false,
  children,
}: {
  label: string
  hint?: string
  wide?: boolean
  children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={wide ? css.wideField : ''}>
      <span>{label}</span>
      {children}
      {hint && <small className="quiet">{hint}</small>}
    </label>
  )
}

function BookField({ editing: { draft, change, readOnly } }: { editing: Editing }) {
  const say = useText(quoteTexts)
  const { data } = useQuery(booksQuery)
  const books = data?.items ?? []
  const usable = books.filter(({ archived, id }) => !archived || id === draft.priceBookId)
  return (
    <Field label={say('priceBook')}>
      <Select
        allowClear
        disabled={readOnly || !data}
        loading={!data}
        value={data ? draft.priceBookId : null}
        options={usable.map(({ id, name, currency }) => ({
          value: id,
          label: currency === 'CNY' ? name : `${name} · ${currency}`,
        }))}
        onChange={(id: string | undefined) => {
          const book = books.find(each => each.id === id)
          change(onBook(book))
        }}
      />
    </Field>
  )
}

function Delivery({ editing: { draft, change } }: { editing: Editing }) {
  const say = useText(quoteTexts)
  const set = (values: { from?: string; to?: string }) =>
    change(before => {
      const from = values.from ?? before.delivery?.from ?? values.to ?? ''
      const to = values.to ?? before.delivery?.to ?? values.from ?? ''
      return { ...before, delivery: from && to ? { from, to } : null }
    })
  return (
    <Field label={say('delivery')}>
      <span className={css.days}>
        <Input
          type="date"
          aria-label={`${say('delivery')} ${say('deliveryFrom')}`}
          value={draft.delivery?.from ?? ''}
          onChange={event => set({ from: event.target.value })}
        />
        <Input
          type="date"
          aria-label={`${say('delivery')} ${say('deliveryTo')}`}
          value={draft.delivery?.to ?? ''}
          onChange={event => set({ to: event.target.value })}
        />
      </span>
    </Field>
  )
}

const ours = 'CNY'

/** The rate to our own currency, with its day; only where the quote is in another one. */
function Rate({ editing: { draft, change } }: { editing: Editing }) {
  const say = useText(quoteTexts)
  if (draft.currency === ours) return null
  const set = (values: { rate?: string; on?: string }) =>
    change(before => {
      const today = new Date().toISOString().slice(0, 10)
      const base = { currency: ours, rate: '1', on: today, ...before.base, ...values }
      return { ...before, base }
    })
  return (
    <>
      <Field label={say('rate')} hint={say('rateHint', { from: draft.currency, to: ours })}>
        <Input
          inputMode="decimal"
          defaultValue={draft.base?.rate ?? ''}
          onChange={event => {
            const rate = readNumber(event.target.value)
            if (rate !== undefined && Number(rate) > 0) set({ rate })
          }}
        />
      </Field>
      <Field label={say('rateOn')}>
        <Input
          type="date"
          value={draft.base?.on ?? ''}
          onChange={event => event.target.value && set({ on: event.target.value })}
        />
      </Field>
    </>
  )
}
