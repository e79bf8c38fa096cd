import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ChangeEvent, type DragEvent, useRef, useState } from 'react'
import { type StatementColumns, type StatementView, statementRoutes } from '#collaboration/payment/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useGo, useUrlState } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { count } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { ProgressLine } from '../../../ui/ProgressLine.tsx'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { ColumnsStep } from './ColumnsStep.tsx'
import { sendStatement, statementQuery, statementsQuery } from './data.ts'
import { importTexts } from './import-texts.ts'
import css from './payment.module.css'

const steps = ['stepFile', 'stepColumns', 'stepResult'] as const

/** A bank file in three steps: choose it, look at its columns, see what came of it. */
export default function ImportPage() {
  const say = useText(importTexts)
  const [search, change] = useUrlState()
  const [file, setFile] = useState<File>()
  const preview = useSave(
    (input: { file: File; account?: string | undefined; mapping?: StatementColumns | undefined }) =>
      sendStatement(statementRoutes.preview, input),
    { silent: true },
  )
  const begin = useSave(
    (input: { account: string; mapping: StatementColumns | undefined }) =>
      sendStatement(statementRoutes.begin, { file: file!, ...input }),
    { silent: true, onDone: ({ id }) => change({ statement: id }) },
  )
  const choose = (next: File) => {
    setFile(next)
    begin.reset()
    preview.mutate({ file: next })
  }
  const again = () => {
    change({ statement: undefined })
    setFile(undefined)
    preview.reset()
    begin.reset()
  }
  const at = search.statement ? 2 : preview.data && file ? 1 : 0
  return (
    <>
      <PageHead back="/payments" title={say('importTitle')} />
      <PageBody>
        <ol className={css.steps}>
          {steps.map((step, i) => (
            <li key={step} {...(i === at && { 'aria-current': 'step' as const })}>
              {i + 1}. {say(step)}
            </li>
          ))}
        </ol>
        <Fault error={preview.error ?? begin.error} />
        {at === 0 && <FileStep onFile={choose} busy={preview.isPending} />}
        {at === 1 && file && preview.data && (
          <ColumnsStep
            file={file}
            preview={preview.data}
            busy={preview.isPending}
            starting={begin.isPending}
            onRead={(account, mapping) => preview.mutate({ file, account, mapping })}
            onStart={(account, mapping) => begin.mutate({ account, mapping })}
            onOther={again}
          />
        )}
        {at === 2 && <ResultStep id={search.statement!} onMore={again} />}
        {at !== 1 && <Earlier />}
      </PageBody>
    </>
  )
}

function FileStep({ onFile, busy }: { onFile: (file: File) => void; busy: boolean }) {
  const say = useText(importTexts)
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file) onFile(file)
    event.target.value = ''
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file) onFile(file)
  }
  return (
    <section
      className={`${css.drop} ${over ? css.over : ''}`}
      aria-label={say('stepFile')}
      onDragOver={event => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="upload" size={28} />
      <p>{over ? say('dropHere') : say('fileHint')}</p>
      <input
        ref={input}
        type="file"
        accept=".csv,.txt,.xlsx,.xls,.sta,.mt940,.940,.xml"
        hidden
        onChange={take}
      />
      <Button type="primary" loading={busy} onClick={() => input.current?.click()}>
        {say('chooseFile')}
      </Button>
    </section>
  )
}

function ResultStep({ id, onMore }: { id: string; onMore: () => void }) {
  const say = useText(importTexts)
  const go = useGo()
  const query = useQuery(statementQuery(id))
  const [began] = useState(() => Date.now())
  return (
    <Loaded query={query}>
      {({ status, done, total, fresh, known, outgoing, result }) => (
        <section className={`card ${css.box}`} aria-live="polite">
          {status === 'failed' && <p className={css.warning}>{say('failed')}</p>}
          {(status === 'reading' || status === 'matching') && (
            <ProgressLine
              label={say(status)}
              done={done}
              total={total}
              rate={(done * 1000) / Math.max(1, Date.now() - began)}
              mayLeave
            />
          )}
          {status === 'done' && <h2>{say('doneTitle')}</h2>}
          <dl className={css.counts}>
            <Count label={say('resultFresh')} value={fresh} />
            <Count label={say('resultKnown')} value={known} />
            <Count label={say('resultOutgoing')} value={outgoing} />
            {result && (
              <>
                <Count label={say('resultByRule')} value={result.byRule} main />
                <Count label={say('resultExact')} value={result.exact} main />
                <Count label={say('resultProposed')} value={result.proposed} main />
                <Count label={say('resultNone')} value={result.none} />
              </>
            )}
          </dl>
          <div className={css.bar}>
            <Button type="primary" onClick={() => void go('/payments?tab=toConfirm')}>
              {say('toList')}
            </Button>
            <Button onClick={onMore}>{say('importMore')}</Button>
          </div>
        </section>
      )}
    </Loaded>
  )
}

function Count({ label, value, main = false }: { label: string; value: number; main?: boolean }) {
  return (
    <div className={main ? css.main : ''}>
      <dt>{label}</dt>
      <dd>{value.toLocaleString('en-US')}</dd>
    </div>
  )
}

function Earlier() {
  const say = useText(importTexts)
  const { data } = useQuery(statementsQuery)
  const nameOf = ({ kind, name }: StatementView) =>
    kind === 'webhook' ? say('fromProgram', { day: name.slice(-10) }) : name
  if (!data || data.items.length === 0) return null
  return (
    <section className={css.list}>
      <h2>{say('earlierImports')}</h2>
      <SimpleTable
        label={say('earlierImports')}
        items={data.items.slice(0, 10)}
        rowKey={row => row.id}
        columns={[
          { key: 'file', title: say('file'), phone: 'title', render: nameOf },
          { key: 'account', title: say('bankAccount'), render: row => row.bankAccount },
          { key: 'fresh', title: say('resultFresh'), numeric: true, render: row => count(row.fresh) },
          { key: 'known', title: say('resultKnown'), numeric: true, render: row => count(row.known) },
          {
            key: 'when',
            title: say('when'),
            phone: 'context',
            render: row => <RelativeTime at={row.createdAt} />,
          },
        ]}
      />
    </section>
  )
}
