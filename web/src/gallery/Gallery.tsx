import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { ApiError } from '../app/errors.ts'
import { useLocale } from '../app/i18n.ts'
import { Avatar, Chip, PriorityBadge } from '../ui/Badge.tsx'
import { ConfidenceLine } from '../ui/ConfidenceBar.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EvidenceBody, EvidenceSheet } from '../ui/EvidenceSheet.tsx'
import { FactsPanel } from '../ui/FactsPanel.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { HeatCells, HeatMatrix, HeatScale } from '../ui/Heat.tsx'
import { IntentNumber, IntentSparkline } from '../ui/IntentSparkline.tsx'
import { LineageLegend, LineageTree } from '../ui/LineageTree.tsx'
import { ProgressLine } from '../ui/ProgressLine.tsx'
import { SheetHead } from '../ui/Sheet.tsx'
import { EmptyState, ErrorState, SkeletonCards, SkeletonTable } from '../ui/States.tsx'
import { SuggestionCard } from '../ui/SuggestionCard.tsx'
import { Timeline, TimelineFilters, TimelineLegend } from '../ui/Timeline.tsx'
import type { ListState, Priority } from '../ui/types.ts'
import { useUndo } from '../ui/useUndo.tsx'
import { MaskedPhone, Money, RelativeTime } from '../ui/Values.tsx'
import css from './Gallery.module.css'
import { samples } from './sample.ts'
import { intent, now, type Sample } from './shape.ts'

/** Every design component, full, empty and failing. */
export function Gallery() {
  const locale = useLocale()
  const sample = samples[locale]
  const [open, setOpen] = useState(false)
  const undo = useUndo()
  return (
    <main className={css.gallery}>
      <h1 className="unseen">Gallery</h1>
      <div className={css.columns}>
        <div className={css.stack}>
          {sample.suggestions.map((suggestion, i) => (
            <SuggestionCard
              key={suggestion.id}
              suggestion={suggestion}
              variant={i === 0 ? 'focus' : 'calm'}
              now={now}
              onAdopt={() => undo(locale === 'en' ? 'Adopted' : '已采纳', () => {})}
              onWhy={() => setOpen(true)}
              onAdapt={() => {}}
              onReject={() => {}}
              onSnooze={() => {}}
            />
          ))}
          <EvidenceSheet
            open={open}
            onClose={() => setOpen(false)}
            evidence={sample.evidence}
            now={now}
            onDispute={() => {}}
          />
        </div>
        <div className={css.sheet}>
          <SheetHead title={sample.evidence.title} subtitle={sample.evidence.account} onClose={() => {}} />
          <EvidenceBody evidence={sample.evidence} now={now} onDispute={() => {}} />
        </div>
        <div className={css.stack}>
          <Marks />
          <section className="card">
            <FactsPanel groups={sample.facts} onSave={async () => {}} />
          </section>
        </div>
      </div>
      <Head sample={sample} />
      <History sample={sample} />
      <Heat sample={sample} />
      <List />
      <States />
    </main>
  )
}

function Marks() {
  const locale = useLocale()
  return (
    <section className={`card ${css.marks}`}>
      {(['S', 'A', 'B', 'C', 'D'] satisfies Priority[]).map(value => (
        <PriorityBadge key={value} value={value} />
      ))}
      <Chip tone="green">{locale === 'en' ? 'Key account' : '核心客户'}</Chip>
      <Chip>{locale === 'en' ? 'Grade 3A' : '三级甲等'}</Chip>
      <Chip tone="ochre" dot>
        {locale === 'en' ? 'Policy-sensitive' : '政策敏感型客户'}
      </Chip>
      <Chip tone="blue">{locale === 'en' ? 'Draft v4' : '草稿 v4'}</Chip>
      <Chip tone="red">{locale === 'en' ? 'Overdue' : '已逾期'}</Chip>
      <Avatar name={locale === 'en' ? 'Zhao Min' : '赵敏'} />
      <Avatar name="?" kind="unknown" />
      <ConfidenceLine estimate={{ value: 0.68, low: 0.55, high: 0.79 }} />
      <HeatCells values={[0.2, 0.2, 0, 0.3, 0.85, 0.95, 0.6, 0]} size="wide" />
      <Money minor={486_000_000} />
      <RelativeTime at={Date.now() - 180_000} />
      <MaskedPhone masked="13800135678" onReveal={async () => '13800135678'} />
    </section>
  )
}

function Head({ sample }: { sample: Sample }) {
  const estimate = sample.evidence.estimate
  return (
    <section className={`card ${css.head}`}>
      <IntentNumber estimate={estimate} points={intent} />
      <IntentSparkline points={intent} estimate={estimate} />
    </section>
  )
}

function History({ sample }: { sample: Sample }) {
  const [kind, setKind] = useState('all')
  const [only, setOnly] = useState(false)
  const shown = sample.timeline.filter(
    entry => (kind === 'all' || entry.kind === kind) && (!only || entry.tone === 'customer'),
  )
  return (
    <section className={`card ${css.history}`}>
      <TimelineFilters
        filters={sample.filters}
        kind={kind}
        onKind={setKind}
        customerOnly={only}
        onCustomerOnly={setOnly}
      />
      <div className={css.pad}>
        <TimelineLegend />
        <Timeline entries={shown} now={now} />
      </div>
    </section>
  )
}

function Heat({ sample }: { sample: Sample }) {
  const [page, setPage] = useState(7)
  return (
    <>
      <section className={`card ${css.pad}`}>
        <p className={css.bar}>
          <HeatScale />
        </p>
        <HeatMatrix data={sample.heat} chosen={page} onChoose={setPage} />
      </section>
      <section className={`card ${css.pad}`}>
        <p className={css.bar}>
          <LineageLegend />
        </p>
        <LineageTree nodes={sample.lineage} />
      </section>
    </>
  )
}

function List() {
  const locale = useLocale()
  const [state, setState] = useState<ListState>({ page: 1, pageSize: 20, sort: 'intent', descending: true })
  const en = locale === 'en'
  const items = samples[locale].suggestions.map((s, i) => ({
    ...s,
    money: [486_000_000, 128_000_000, 37_500_000][i]!,
  }))
  type Row = (typeof items)[number]
  const columns: Column<Row>[] = [
    {
      key: 'priority',
      title: en ? 'Priority' : '优先级',
      render: row => <PriorityBadge value={row.priority} />,
      width: 80,
      phone: 'badge',
    },
    {
      key: 'account',
      title: en ? 'Account' : '客户',
      render: row => <b style={{ fontWeight: 500 }}>{row.account}</b>,
      sortable: true,
      phone: 'title',
    },
    {
      key: 'intent',
      title: en ? 'Intent' : '意向',
      render: row => <ConfidenceLine estimate={row.estimate!} />,
      sortable: true,
      width: 240,
    },
    {
      key: 'amount',
      title: en ? 'Amount' : '金额',
      render: row => <Money minor={row.money} />,
      numeric: true,
      sortable: true,
      phone: 'context',
    },
    {
      key: 'seen',
      title: en ? 'Last act' : '最近行为',
      render: row => <RelativeTime at={Date.now() - Number(row.id) * 3_700_000} />,
      numeric: true,
      width: 140,
    },
  ]
  return (
    <section className={css.list}>
      <FilterBar
        search=""
        onSearch={() => {}}
        placeholder={en ? 'Search accounts' : '搜客户名、拼音首字母'}
        filters={[
          { key: 'owner', label: en ? 'Owner' : '负责人', options: [] },
          { key: 'tier', label: en ? 'Tier' : '等级', options: [] },
        ]}
        actions={<Button type="primary">{en ? 'New account' : '新建客户'}</Button>}
      />
      <div>
        <DataTable
          label={en ? 'Accounts' : '客户'}
          columns={columns}
          rows={{ items, total: 1286, totalIsCapped: false }}
          rowKey={row => row.id}
          state={state}
          onState={setState}
          onOpen={() => {}}
        />
      </div>
    </section>
  )
}

function States() {
  const en = useLocale() === 'en'
  const error = new ApiError(503, {
    code: 'server.unavailable',
    requestId: 'Kw3xT9dPq2Lm',
    message: {
      'zh-CN': '系统暂时连不上数据库，已确认的数据都在。请稍后重试。',
      en: 'The database cannot be reached just now. Everything acknowledged is safe. Try again shortly.',
    },
  })
  const boxes: [string, ReactNode][] = [
    [
      'empty',
      <EmptyState
        key="e"
        title={en ? 'Nothing left to do now' : '现在没有要做的事'}
        hint={
          en
            ? 'When a customer moves, it appears here within seconds.'
            : '客户一有动静，几秒内就会出现在这里。'
        }
      />,
    ],
    ['error', <ErrorState key="f" error={error} onRetry={() => {}} />],
    [
      'progress',
      <ProgressLine
        key="p"
        label={en ? 'Importing history' : '导入历史行为'}
        done={48_200}
        total={120_000}
        rate={3_150}
        mayLeave
      />,
    ],
    ['cards', <SkeletonCards key="c" count={2} />],
    ['table', <SkeletonTable key="t" rows={5} />],
  ]
  return (
    <div className={css.states}>
      {boxes.map(([key, node]) => (
        <section key={key} className={`card ${css.pad}`}>
          {node}
        </section>
      ))}
    </div>
  )
}
