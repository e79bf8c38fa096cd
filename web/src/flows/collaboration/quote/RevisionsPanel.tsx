import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { type Comparison, type QuoteView, quoteRoutes, type RevisionItem } from '#collaboration/quote/api.ts'
import { addressOf } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useNames } from '../../../crm/data.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { exactTime, isoDay, moneyExact } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { compareQuery } from './data.ts'
import css from './quote.module.css'
import { type QuoteText, quoteTexts } from './texts.ts'

/** Every revision with its fingerprint, and what changed from one to another. */
export function RevisionsPanel({ quote }: { quote: QuoteView }) {
  const say = useText(quoteTexts)
  const names = useNames()
  const locale = useLocale()
  if (quote.revisions.length === 0)
    return <EmptyState icon="history" title={say('noRevisions')} hint={say('noRevisionsHint')} />
  return (
    <>
      <SimpleTable<RevisionItem>
        label={say('revisions')}
        items={quote.revisions}
        rowKey={row => row.hash}
        columns={[
          {
            key: 'number',
            title: say('revision'),
            phone: 'title',
            render: row => say('revisionOf', { number: row.number }),
          },
          {
            key: 'total',
            title: say('total'),
            numeric: true,
            render: row => <span className="num">{moneyExact(row.gross, row.currency)}</span>,
          },
          {
            key: 'at',
            title: say('issuedAt'),
            phone: 'context',
            render: row => <span className="num">{exactTime(row.issuedAt)}</span>,
          },
          { key: 'by', title: say('issuedBy'), render: row => names.person(row.issuedBy) },
          {
            key: 'valid',
            title: say('valid'),
            render: row => <span className="num">{isoDay(row.validUntil - 1)}</span>,
          },
          {
            key: 'hash',
            title: say('hash'),
            phone: 'hidden',
            render: row => (
              <code className={css.hash} title={`${say('hashHint')}\n${row.hash}`}>
                {row.hash.slice(0, 12)}
              </code>
            ),
          },
          {
            key: 'files',
            title: '',
            render: row => (
              <Button
                size="small"
                href={addressOf(quoteRoutes.pdf.path, { id: quote.id, number: row.number }, { lang: locale })}
                target="_blank"
              >
                PDF
              </Button>
            ),
          },
        ]}
      />
      {quote.revisions.length > 1 && <Compare quote={quote} />}
    </>
  )
}

function Compare({ quote }: { quote: QuoteView }) {
  const say = useText(quoteTexts)
  const [to, setTo] = useState(quote.revisions[0]!.number)
  const [from, setFrom] = useState(quote.revisions[1]!.number)
  const query = useQuery(compareQuery(quote.id, from, to))
  const options = quote.revisions.map(({ number }) => ({
    value: number,
    label: say('revisionOf', { number }),
  }))
  return (
    <section className={css.compare} aria-label={say('compare')}>
      <div className={css.bar}>
        <h2>{say('compare')}</h2>
        <Select aria-label={say('from')} value={from} onChange={setFrom} options={options} />
        <span aria-hidden="true">→</span>
        <Select aria-label={say('to')} value={to} onChange={setTo} options={options} />
      </div>
      <Loaded query={query}>{data => <Differences data={data} />}</Loaded>
    </section>
  )
}

const changeTones = { added: 'green', removed: 'red', changed: 'ochre' } as const
const changeWords = { added: 'added', removed: 'removedLine', changed: 'changedLine' } as const

/** What differs, most telling first: the total, then lines, then everything else. */
export function Differences({ data }: { data: Comparison }) {
  const say = useText(quoteTexts)
  const money = (minor: number | null) => (minor === null ? '—' : moneyExact(minor, data.currency))
  const word = useFieldWord()
  if (data.lines.length === 0 && data.terms.length === 0)
    return <p className="quiet">{say('noDifference')}</p>
  return (
    <table className={css.differences}>
      <thead>
        <tr>
          <th>{say('field')}</th>
          <th>{say('before')}</th>
          <th>{say('after')}</th>
        </tr>
      </thead>
      <tbody>
        <tr className={css.sum}>
          <th scope="row">{say('gross')}</th>
          <td className="num">{money(data.gross[0])}</td>
          <td className="num">{money(data.gross[1])}</td>
        </tr>
        {data.lines.map(line => (
          <tr key={line.id}>
            <th scope="row">
              <Chip tone={changeTones[line.change]} dot>
                {say(changeWords[line.change])}
              </Chip>{' '}
              {line.name}
            </th>
            <td>
              <span className="num">{money(line.before)}</span>
              {line.fields.map(({ field, before }) => (
                <small key={field}>
                  {word(field)} {before ?? '—'}
                </small>
              ))}
            </td>
            <td>
              <span className="num">{money(line.after)}</span>
              {line.fields.map(({ field, after }) => (
                <small key={field}>
                  {word(field)} {after ?? '—'}
                </small>
              ))}
            </td>
          </tr>
        ))}
        {data.terms.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{word(field)}</th>
            <td className={css.lines}>{before ?? '—'}</td>
            <td className={css.lines}>{after ?? '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const words: Record<string, QuoteText> = {
  ...{
    name: 'name',
    spec: 'spec',
    quantity: 'quantity',
    periods: 'periods',
    listPrice: 'listPrice',
    price: 'price',
  },
  ...{ discount: 'discount', taxRate: 'taxRate', free: 'free', validDay: 'validDay', taxMode: 'taxMode' },
  ...{ rounding: 'rounding', payment: 'payment', base: 'rate', bundles: 'bundles', delivery: 'delivery' },
  ...{
    clauses: 'clauses',
    note: 'note',
    customer: 'customer',
    priceBook: 'priceBook',
    validUntil: 'validUntil',
  },
}

/** What a field is called on the screen. */
export function useFieldWord(): (field: string) => string {
  const say = useText(quoteTexts)
  return field => (words[field] ? say(words[field]) : field)
}
