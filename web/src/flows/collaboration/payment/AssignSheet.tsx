import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useDeferredValue, useState } from 'react'
import { type BankLineView, paymentRoutes, type Receivable } from '#collaboration/payment/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { mainUnits, moneyExact } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { minorOf, openQuery, refreshPayments } from './data.ts'
import css from './payment.module.css'
import { paymentTexts } from './texts.ts'
import { payerWords, paymentWords } from './words.ts'

interface Row {
  due: Receivable
  amount: string
  taken: string
}

/** Which due items a line pays, by hand: proposed ones to begin with, others found by name. */
export function AssignSheet({
  line,
  open,
  onClose,
}: {
  line: BankLineView
  open: boolean
  onClose: () => void
}) {
  const say = useText(paymentTexts)
  const subtitle = `${moneyExact(line.rest, line.currency)} · ${payerWords(line, say)}`
  return (
    <Sheet open={open} onClose={onClose} title={say('assignTitle')} subtitle={subtitle} width={560}>
      <Assign line={line} onClose={onClose} />
    </Sheet>
  )
}

function beginning(line: BankLineView): Row[] {
  const rows = (line.proposal?.shares ?? []).flatMap(({ dueId, amount }) => {
    const due = line.dues.find(({ id }) => id === dueId)
    return due ? [{ due, amount: mainUnits(amount, due.currency), taken: '' }] : []
  })
  return line.state === 'part' ? [] : rows
}

function Assign({ line, onClose }: { line: BankLineView; onClose: () => void }) {
  const say = useText(paymentTexts)
  const [rows, setRows] = useState<Row[]>(() => beginning(line))
  const parts = rows.map(({ due, amount, taken }) => ({
    receivableId: due.id,
    amount: minorOf(amount, due.currency),
    taken: minorOf(due.currency === line.currency ? amount : taken, line.currency),
    same: due.currency === line.currency,
  }))
  const used = parts.reduce((sum, { taken }) => sum + (taken ?? 0), 0)
  const left = line.rest - used
  const whole = parts.length > 0 && left >= 0 && parts.every(({ amount, taken }) => amount && taken)
  const confirm = useSave(
    () => {
      const shares = parts.map(({ receivableId, amount, taken, same }) => ({
        ...{ receivableId, amount: amount! },
        ...(same ? {} : { taken: taken! }),
      }))
      return call(paymentRoutes.confirm, { params: { id: line.id }, body: { version: line.version, shares } })
    },
    {
      silent: true,
      onDone: () => {
        void refreshPayments()
        onClose()
      },
    },
  )
  const add = (due: Receivable) => {
    const amount = Math.min(due.amount - due.received, Math.max(left, 0))
    const same = due.currency === line.currency
    const taken = same ? '' : mainUnits(Math.max(left, 0), line.currency)
    setRows([
      ...rows,
      { due, amount: mainUnits(same ? amount : due.amount - due.received, due.currency), taken },
    ])
  }
  const change = (at: number, next: Partial<Row>) =>
    setRows(rows.map((row, i) => (i === at ? { ...row, ...next } : row)))
  return (
    <div className={css.stack}>
      <Fault error={confirm.error} />
      {rows.map((row, i) => (
        <ShareRow
          key={row.due.id}
          row={row}
          line={line}
          onChange={next => change(i, next)}
          onRemove={() => setRows(rows.filter(each => each !== row))}
        />
      ))}
      <p className={left < 0 ? css.bad : 'quiet'} aria-live="polite">
        {left < 0
          ? say('tooMuch', { amount: moneyExact(-left, line.currency) })
          : say('left', { amount: moneyExact(left, line.currency) })}
      </p>
      <FindDue line={line} chosen={rows.map(({ due }) => due.id)} onAdd={add} />
      <Button
        type="primary"
        disabled={!whole}
        loading={confirm.isPending}
        onClick={() => confirm.mutate(undefined)}
      >
        {say('assignConfirm', { amount: moneyExact(used, line.currency) })}
      </Button>
    </div>
  )
}

function ShareRow({
  row,
  line,
  onChange,
  onRemove,
}: {
  row: Row
  line: BankLineView
  onChange: (next: Partial<Row>) => void
  onRemove: () => void
}) {
  const say = useText(paymentTexts)
  const { due } = row
  const two = due.currency !== line.currency
  const open = say('ofOpen', { open: moneyExact(due.amount - due.received, due.currency) })
  return (
    <div className={`${css.shareRow} ${two ? css.two : ''}`}>
      <span>
        <b>{due.accountName}</b>
        <span className={css.sub}>
          {due.name} · {paymentWords(due, say)} · {open}
        </span>
      </span>
      <Input
        inputMode="decimal"
        aria-label={`${say('credited')} ${due.currency}`}
        {...(two && { suffix: due.currency })}
        status={minorOf(row.amount, due.currency) ? '' : 'error'}
        value={row.amount}
        onChange={event => onChange({ amount: event.target.value })}
      />
      {two && (
        <Input
          inputMode="decimal"
          aria-label={`${say('takenFrom')} ${line.currency}`}
          suffix={line.currency}
          status={minorOf(row.taken, line.currency) ? '' : 'error'}
          value={row.taken}
          onChange={event => onChange({ taken: event.target.value })}
        />
      )}
      <Button
        type="text"
        aria-label={say('removeShare')}
        icon={<Icon name="close" size={16} />}
        onClick={onRemove}
      />
    </div>
  )
}

function FindDue({
  line,
  chosen,
  onAdd,
}: {
  line: BankLineView
  chosen: string[]
  onAdd: (due: Receivable) => void
}) {
  const say = useText(paymentTexts)
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim())
  const { data } = useQuery(openQuery(q))
  const items = (q === '' ? line.dues : (data?.items ?? [])).filter(
    ({ id, state }) => !chosen.includes(id) && state !== 'paid',
  )
  return (
    <div>
      <Input
        allowClear
        prefix={<Icon name="search" size={16} />}
        placeholder={say('findDue')}
        aria-label={say('findDue')}
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <ul className={css.found}>
        {items.map(due => (
          <li key={due.id}>
            <button type="button" className="plain" onClick={() => onAdd(due)}>
              <span>
                {due.accountName}
                <span className={css.sub}>
                  {due.name} · {paymentWords(due, say)} · {due.dueDay}
                </span>
              </span>
              <span className="num nowrap">{moneyExact(due.amount - due.received, due.currency)}</span>
            </button>
          </li>
        ))}
      </ul>
      {q !== '' && data && items.length === 0 && <p className="quiet">{say('noDueFound')}</p>}
    </div>
  )
}
