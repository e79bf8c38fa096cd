import { useQuery } from '@tanstack/react-query'
import { Button, Tooltip } from 'antd'
import { useState } from 'react'
import { type BankLineView, paymentRoutes, type Receivable } from '#collaboration/payment/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMe } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { useNames } from '../../../crm/data.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { moneyExact } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { AssignSheet } from './AssignSheet.tsx'
import { lineQuery, refreshPayments, sharesOf } from './data.ts'
import { OwnDeal } from './OwnDeal.tsx'
import css from './payment.module.css'
import { paymentTexts } from './texts.ts'
import { payerWords, paymentWords, reasonWords, toneOf } from './words.ts'

/** A bank line on the left, what it pays on the right, why below, what can be done last. */
export function LineCard({ line }: { line: BankLineView }) {
  const say = useText(paymentTexts)
  const isOut = line.amount < 0
  return (
    <article
      className={`card ${css.line}`}
      aria-label={`${payerWords(line, say)} ${moneyExact(line.amount, line.currency)}`}
    >
      <div className={css.side}>
        <h3>{say(isOut ? 'wentOut' : 'cameIn')}</h3>
        <span className={css.figure}>{moneyExact(line.amount, line.currency)}</span>
        <strong>{payerWords(line, say)}</strong>
        <span className={css.sub}>{line.remark}</span>
        <span className={css.sub}>
          {[line.day, line.bankAccount, line.payerAccount && say('account', { account: line.payerAccount })]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      <span className={css.arrow} aria-hidden="true">
        <Icon name={isOut ? 'undo' : 'forward'} size={20} />
      </span>
      <div className={css.side}>
        <h3>{say(isOut ? 'takesBack' : 'goesTo')}</h3>
        {isOut ? <Reversed id={line.proposal?.reverses ?? null} /> : <Shares line={line} />}
      </div>
      {line.proposal && line.state !== 'done' && <Reasons line={line} />}
      <History line={line} />
      <Acts line={line} />
    </article>
  )
}

function Shares({ line }: { line: BankLineView }) {
  const say = useText(paymentTexts)
  const { proposal } = line
  if (line.state === 'done' || line.state === 'reversed' || line.state === 'ignored') {
    const standing = line.confirmations.filter(({ reversedAt }) => reversedAt === null)
    return standing.map(each => (
      <div key={each.id} className={css.share}>
        <strong>{each.dealName}</strong>
        <b className="num nowrap">{moneyExact(each.amount, each.currency)}</b>
        <span className={css.sub}>{each.receivableLabel}</span>
      </div>
    ))
  }
  const pays = proposal?.shares ?? []
  return (
    <>
      {pays.map(({ dueId, amount }) => {
        const due = line.dues.find(({ id }) => id === dueId)
        return due && <Share key={dueId} due={due} amount={amount} />
      })}
      {pays.length === 0 && (
        <p className="quiet">{say(proposal?.kind === 'currency' ? 'currencyHint' : 'nothingFits')}</p>
      )}
      <Remainder line={line} />
    </>
  )
}

function Share({ due, amount }: { due: Receivable; amount: number }) {
  const say = useText(paymentTexts)
  const open = due.amount - due.received
  return (
    <div className={css.share}>
      <Link to={`/quotes/${due.quoteId}?view=deal`}>
        <strong>{due.accountName}</strong>
      </Link>
      <b className="num nowrap">{moneyExact(amount, due.currency)}</b>
      <span className={css.sub}>
        {due.name} · {due.number}
      </span>
      <span className={css.sub}>{due.dueDay}</span>
      <span className={css.sub}>{paymentWords(due, say)}</span>
      <span className={css.sub}>{say('ofOpen', { open: moneyExact(open, due.currency) })}</span>
      {amount < open && (
        <span className={css.sub}>
          {say('missingAfter', { amount: moneyExact(open - amount, due.currency) })}
        </span>
      )}
    </div>
  )
}

function Remainder({ line }: { line: BankLineView }) {
  const say = useText(paymentTexts)
  const used = (line.proposal?.shares ?? []).reduce((sum, { amount }) => sum + amount, 0)
  if (line.state === 'part')
    return (
      <span className={css.sub}>{say('restOnLine', { amount: moneyExact(line.rest, line.currency) })}</span>
    )
  if (used === 0 || line.rest <= used) return null
  return (
    <span className={css.sub}>
      {say('restAfter', { amount: moneyExact(line.rest - used, line.currency) })}
    </span>
  )
}

function Reversed({ id }: { id: string | null }) {
  const say = useText(paymentTexts)
  const { data } = useQuery(lineQuery(id))
  if (!data) return <p className="quiet">{say('nothingFits')}</p>
  return (
    <>
      <span className={css.figure}>{moneyExact(data.amount, data.currency)}</span>
      <strong>{payerWords(data, say)}</strong>
      <span className={css.sub}>{[data.day, data.remark].filter(Boolean).join(' · ')}</span>
      {data.confirmations
        .filter(({ reversedAt }) => reversedAt === null)
        .map(each => (
          <span key={each.id} className={css.sub}>
            {each.dealName} · {each.receivableLabel} · {moneyExact(each.amount, each.currency)}
          </span>
        ))}
    </>
  )
}

function Reasons({ line }: { line: BankLineView }) {
  const say = useText(paymentTexts)
  const { proposal } = line
  if (!proposal || proposal.reasons.length === 0) return null
  return (
    <ul className={css.reasons}>
      {proposal.reasons.map(({ kind, points }) => {
        const tone = toneOf(kind)
        return (
          <li key={kind} className={tone === 'good' ? '' : css[tone]}>
            <Icon name={tone === 'good' ? 'check' : tone === 'danger' ? 'warn' : 'eye'} size={14} />
            {reasonWords(kind, say)}
            {points > 0 && <span className="num">+{points}</span>}
            {points < 0 && <span className="num">−{-points}</span>}
          </li>
        )
      })}
      <li className={css.bare}>
        {line.exact ? (
          <Chip tone="green" dot>
            {say('exact')}
          </Chip>
        ) : (
          <Tooltip title={say('fitsHint')}>
            <span className="quiet num">{say('fits', { score: proposal.score })}</span>
          </Tooltip>
        )}
      </li>
    </ul>
  )
}

function History({ line }: { line: BankLineView }) {
  const say = useText(paymentTexts)
  const names = useNames()
  if (line.confirmations.length === 0) return null
  return (
    <div className={css.reasons}>
      {line.confirmations.map(each => (
        <span key={each.id} className="quiet small">
          {each.byRule ? say('byRule') : say('byPerson', { name: names.person(each.confirmedBy) })} ·{' '}
          <RelativeTime at={each.confirmedAt} />
          {each.reversedAt !== null && ` · ${say('takenBack', { reason: each.reversalReason ?? '' })}`}
        </span>
      ))}
    </div>
  )
}

function Acts({ line }: { line: BankLineView }) {
  const say = useText(paymentTexts)
  const me = useMe()
  const [assigning, setAssigning] = useState(false)
  const acts = useActs(line)
  const own = line.dues.some(
    ({ id, ownerId }) => ownerId === me.userId && line.proposal?.shares.some(({ dueId }) => dueId === id),
  )
  const shares = sharesOf(line)
  const open = line.state === 'open' || line.state === 'part'
  return (
    <div className={css.acts}>
      {open && own && <OwnDeal />}
      {open && line.amount < 0 && line.proposal?.reverses && (
        <Button
          type="primary"
          className={css.main ?? ''}
          loading={acts.reverse.isPending}
          onClick={() => acts.reverse.mutate(undefined)}
        >
          {say('confirmBack')}
        </Button>
      )}
      {open && shares.length > 0 && !own && (
        <Button
          type="primary"
          className={css.main ?? ''}
          loading={acts.confirm.isPending}
          onClick={() => acts.confirm.mutate(undefined)}
        >
          {say('confirm')}
        </Button>
      )}
      {open && line.amount > 0 && (
        <Button onClick={() => setAssigning(true)}>
          {say(line.state === 'part' ? 'confirmRest' : shares.length > 0 ? 'assign' : 'choose')}
        </Button>
      )}
      {line.state === 'open' && (
        <Button type="text" onClick={() => acts.ignore.mutate(undefined)}>
          {say('ignore')}
        </Button>
      )}
      {line.state === 'ignored' && (
        <Button onClick={() => acts.restore.mutate(undefined)}>{say('restore')}</Button>
      )}
      {(line.state === 'done' || line.state === 'part') && (
        <Button
          type="text"
          className={css.push ?? ''}
          loading={acts.back.isPending}
          onClick={() => acts.back.mutate(undefined)}
        >
          {say('undo')}
        </Button>
      )}
      <AssignSheet line={line} open={assigning} onClose={() => setAssigning(false)} />
    </div>
  )
}

function useActs(line: BankLineView) {
  const say = useText(paymentTexts)
  const undo = useUndo()
  const params = { id: line.id }
  const body = { version: line.version }
  const onDone = () => void refreshPayments()
  const back = useSave(() => call(paymentRoutes.undo, { body: { ids: [line.id], reason: say('undo') } }), {
    said: say('undone'),
    onDone,
  })
  const restore = useSave(() => call(paymentRoutes.restore, { params }), { onDone })
  const confirm = useSave(
    () => call(paymentRoutes.confirm, { params, body: { ...body, shares: sharesOf(line) } }),
    {
      onDone: () => {
        onDone()
        const amount = moneyExact(line.amount, line.currency)
        undo(say('confirmedLine', { payer: payerWords(line, say), amount }), () => back.mutate(undefined))
      },
    },
  )
  const reverse = useSave(() => call(paymentRoutes.reverse, { params, body }), { onDone })
  const ignore = useSave(() => call(paymentRoutes.ignore, { params, body }), {
    onDone: () => {
      onDone()
      undo(say('ignored'), () => restore.mutate(undefined))
    },
  })
  return { confirm, reverse, ignore, restore, back }
}
