import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { type StatementColumns, type StatementPreview, statementRoutes } from '#collaboration/payment/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { exactTime, moneyExact } from '../../../ui/format.ts'
import { accountsQuery } from './data.ts'
import { importTexts } from './import-texts.ts'
import css from './payment.module.css'

const fields = {
  day: 'fieldDay',
  credit: 'fieldCredit',
  debit: 'fieldDebit',
  amount: 'fieldAmount',
  direction: 'fieldDirection',
  payer: 'fieldPayer',
  payerAccount: 'fieldPayerAccount',
  remark: 'fieldRemark',
  reference: 'fieldReference',
  currency: 'fieldCurrency',
} as const
type Field = keyof typeof fields

interface Props {
  file: File
  preview: StatementPreview
  busy: boolean
  starting: boolean
  onRead: (account: string | undefined, mapping: StatementColumns) => void
  onStart: (account: string, mapping: StatementColumns | undefined) => void
  onOther: () => void
}

/** What each column is, with the first lines as they would be read. */
export function ColumnsStep({ file, preview, busy, starting, onRead, onStart, onOther }: Props) {
  const say = useText(importTexts)
  const [account, setAccount] = useState<string | null>(preview.bankAccountId)
  const isTable = preview.header.length > 0
  const { mapping } = preview
  const missing = !isTable
    ? undefined
    : mapping.day === undefined
      ? say('needDay')
      : mapping.amount === undefined && mapping.credit === undefined
        ? say('needAmount')
        : undefined
  return (
    <>
      <section className={`card ${css.box}`}>
        <div className={css.headline}>
          <b>{file.name}</b>
          <Button type="text" onClick={onOther}>
            {say('anotherFile')}
          </Button>
        </div>
        {preview.earlier && (
          <p className={css.warning}>
            {say('sameFile', {
              when: exactTime(preview.earlier.createdAt),
              fresh: preview.earlier.fresh,
              known: preview.earlier.known,
            })}
          </p>
        )}
        <p className={css.notice}>
          {isTable
            ? say(preview.remembered ? 'remembered' : 'guessed')
            : say('standard', { kind: preview.kind === 'mt940' ? 'MT940' : 'CAMT.053' })}
        </p>
        <AccountChoice value={account} onChange={setAccount} number={preview.accountNumber} />
        {isTable && (
          <Columns preview={preview} busy={busy} onChange={next => onRead(account ?? undefined, next)} />
        )}
        {(missing !== undefined || account === null) && (
          <p className={css.bad}>{missing ?? say('needAccount')}</p>
        )}
      </section>
      <Lines preview={preview} />
      <div className={css.bar}>
        <Button
          type="primary"
          disabled={account === null || preview.lineCount === 0 || missing !== undefined}
          loading={starting}
          onClick={() => account && onStart(account, isTable ? mapping : undefined)}
        >
          {say('start', { count: preview.lineCount })}
        </Button>
      </div>
    </>
  )
}

function AccountChoice({
  value,
  onChange,
  number,
}: {
  value: string | null
  onChange: (id: string) => void
  number: string
}) {
  const say = useText(importTexts)
  const { data } = useQuery(accountsQuery)
  const [adding, setAdding] = useState(false)
  const [fresh, setFresh] = useState({ name: '', number, currency: 'CNY' })
  const create = useSave(() => call(statementRoutes.createAccount, { body: fresh }), {
    refetch: [accountsQuery.queryKey],
    onDone: ({ id }) => {
      onChange(id)
      setAdding(false)
    },
  })
  const items = (data?.items ?? []).filter(({ archived }) => !archived)
  const form = adding || (data !== undefined && items.length === 0)
  return (
    <div className={css.bar}>
      <div className={css.field} style={{ minWidth: 240 }}>
        <span id="bank-account">{say('bankAccount')}</span>
        <Select
          aria-labelledby="bank-account"
          placeholder={say('chooseAccount')}
          value={value}
          onChange={onChange}
          options={items.map(({ id, name, number: digits }) => ({
            value: id,
            label: `${name} …${digits.slice(-4)}`,
          }))}
        />
      </div>
      {form ? (
        <>
          <Input
            style={{ width: 160 }}
            aria-label={say('accountName')}
            placeholder={say('accountName')}
            value={fresh.name}
            onChange={event => setFresh({ ...fresh, name: event.target.value })}
          />
          <Input
            style={{ width: 200 }}
            aria-label={say('accountNumber')}
            placeholder={say('accountNumber')}
            value={fresh.number}
            onChange={event => setFresh({ ...fresh, number: event.target.value })}
          />
          <Input
            style={{ width: 80 }}
            aria-label={say('currency')}
            maxLength={3}
            value={fresh.currency}
            onChange={event => setFresh({ ...fresh, currency: event.target.value.toUpperCase() })}
          />
          <Button
            loading={create.isPending}
            disabled={!fresh.name || !fresh.number}
            onClick={() => create.mutate(undefined)}
          >
            {say('save')}
          </Button>
        </>
      ) : (
        <Button onClick={() => setAdding(true)}>{say('addAccount')}</Button>
      )}
    </div>
  )
}

/** The file's first rows as they are, each column under a choice of what it is. */
function Columns({
  preview,
  busy,
  onChange,
}: {
  preview: StatementPreview
  busy: boolean
  onChange: (mapping: StatementColumns) => void
}) {
  const say = useText(importTexts)
  const { header, rows, mapping } = preview
  const fieldOf = (at: number): Field | '' =>
    (Object.keys(fields) as Field[]).find(field =>
      field === 'remark' ? mapping.remark?.includes(at) : mapping[field] === at,
    ) ?? ''
  const choose = (at: number, field: Field | '') => {
    const next: StatementColumns = { ...mapping, remark: mapping.remark?.filter(each => each !== at) ?? [] }
    for (const key of Object.keys(fields) as Field[])
      if (key !== 'remark' && next[key] === at) delete next[key]
    if (field === 'remark') next.remark = [...(next.remark ?? []), at]
    else if (field) next[field] = at
    onChange(next)
  }
  const options = [
    { value: '', label: say('unused') },
    ...(Object.keys(fields) as Field[]).map(field => ({ value: field, label: say(fields[field]) })),
  ]
  return (
    <div className={css.scroll} aria-busy={busy}>
      <table>
        <thead>
          <tr>
            {header.map((name, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; names may repeat
              <th key={at}>
                <div>{name || `${at + 1}`}</div>
                <Select<Field | ''>
                  size="small"
                  style={{ width: 118 }}
                  popupMatchSelectWidth={false}
                  aria-label={say('columnOf', { column: name || at + 1 })}
                  value={fieldOf(at)}
                  options={options}
                  onChange={field => choose(at, field)}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, 4).map((cells, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file
            <tr key={i}>
              {header.map((_, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells of a row
                <td key={at} className={css.long}>
                  {cells[at]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Lines({ preview }: { preview: StatementPreview }) {
  const say = useText(importTexts)
  const { lines, lineCount, faults, faultCount } = preview
  return (
    <section className={css.list}>
      {faultCount > 0 && (
        <details className={css.warning}>
          <summary>{say('faultCount', { count: faultCount })}</summary>
          <ul>
            {faults.slice(0, 10).map(({ row, field, value }) => (
              <li key={`${row} ${field}`}>
                {say('faultRow', {
                  row,
                  field: field in fields ? say(fields[field as Field]) : field,
                  value,
                })}
              </li>
            ))}
          </ul>
        </details>
      )}
      {lines.length > 0 && (
        <>
          <h2>{say('asRead', { shown: lines.length, count: lineCount })}</h2>
          <div className={css.scroll}>
            <table>
              <thead>
                <tr>
                  <th>{say('fieldDay')}</th>
                  <th className={css.right}>{say('fieldAmount')}</th>
                  <th>{say('fieldPayer')}</th>
                  <th>{say('fieldRemark')}</th>
                  <th>{say('fieldReference')}</th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines of a file
                  <tr key={i}>
                    <td className="num">{line.day}</td>
                    <td className={css.right}>{moneyExact(line.amount, line.currency)}</td>
                    <td className={css.long}>{line.payer}</td>
                    <td className={css.long}>{line.remark}</td>
                    <td className={css.long}>{line.reference}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  )
}
