import { useQuery } from '@tanstack/react-query'
import { App, Button, InputNumber, Switch } from 'antd'
import { useState } from 'react'
import {
  type LakeView,
  readLake,
  readRetention,
  saveRetention,
  writeLake,
} from '#decision/attribution/api.ts'
import { call } from '../../../app/http.ts'
import { type Say, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import type { Column } from '../../../ui/DataTable.tsx'
import { count, exactTime, isoDay, percent } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import css from './attribution.module.css'
import { type KindDays, kindName, shortened } from './lake.ts'
import { type LakeText, lakeTexts } from './lake-texts.ts'

const lakeKey = ['lake']
const usual = 365

/** What the behaviour lake holds, and how long it keeps which kind of act. */
export default function LakePage() {
  const say = useText(lakeTexts)
  const may = useMay()
  const lake = useQuery({ queryKey: [...lakeKey, 'stats'], queryFn: () => call(readLake) })
  const kept = useQuery({ queryKey: [...lakeKey, 'retention'], queryFn: () => call(readRetention) })
  const write = useSave(() => call(writeLake), { said: say('written'), refetch: [lakeKey] })
  return (
    <>
      <PageHead
        title={say('lake')}
        subtitle={say('hint')}
        actions={
          may('setting.manage') && (
            <Button loading={write.isPending} onClick={() => write.mutate(undefined)}>
              {say('writeNow')}
            </Button>
          )
        }
      />
      <PageBody>
        <Loaded query={lake}>
          {stats => (
            <>
              <Sizes stats={stats} />
              <Loaded query={kept}>
                {({ days }) => <Kinds key={JSON.stringify(days)} stats={stats} days={days} />}
              </Loaded>
            </>
          )}
        </Loaded>
      </PageBody>
    </>
  )
}

function Sizes({ stats }: { stats: LakeView }) {
  const say = useText(lakeTexts)
  const { rows, days, bytes, waiting, writtenTo, oldest, newest } = stats
  return (
    <p className="num quiet">
      {say('size', { rows: count(rows), days: count(days), mb: (bytes / 1e6).toFixed(1) })}
      {oldest !== null && newest !== null && ` ${say('span', { from: isoDay(oldest), to: isoDay(newest) })}`}{' '}
      {writtenTo === null ? say('never') : say('upTo', { at: exactTime(writtenTo), waiting: count(waiting) })}
    </p>
  )
}

/** One row for each kind that there is or that has a rule; a rule that keeps less than before is asked about. */
function Kinds({ stats, days }: { stats: LakeView; days: KindDays }) {
  const say = useText(lakeTexts)
  const { modal } = App.useApp()
  const manages = useMay()('setting.manage')
  const [wanted, setWanted] = useState<KindDays>(days)
  const save = useSave((next: KindDays) => call(saveRetention, { body: { days: next } }), {
    said: say('saved'),
    refetch: [lakeKey],
  })
  const names = [...new Set([...stats.kinds.map(each => each.kind), ...Object.keys(wanted)])]
  const ask = () => {
    const less = shortened(days, wanted)
    if (less.length === 0) return save.mutate(wanted)
    modal.confirm({
      title: say('askTitle'),
      content: say('ask', {
        kinds: less
          .map(kind => say('askKind', { kind: kindName(kind, say), days: wanted[kind]! }))
          .join(say('comma')),
      }),
      okText: say('shorten'),
      okButtonProps: { danger: true },
      cancelText: say('cancel'),
      onOk: () => save.mutateAsync(wanted).catch(() => {}),
    })
  }
  const set = (kind: string, value: number | undefined) => {
    const { [kind]: _, ...rest } = wanted
    setWanted(value === undefined ? rest : { ...rest, [kind]: value })
  }
  const isChanged = JSON.stringify(days) !== JSON.stringify(wanted)
  return (
    <>
      <SimpleTable
        label={say('kinds')}
        columns={columnsOf(stats, { say, wanted, set, manages })}
        items={names.map(kind => ({ kind }))}
        rowKey={row => row.kind}
        empty={<EmptyState icon="tally" title={say('none')} hint={say('noneHint')} />}
      />
      {manages && names.length > 0 && (
        <div className={css.save}>
          <Button type="primary" disabled={!isChanged} loading={save.isPending} onClick={ask}>
            {say('save')}
          </Button>
          <span className="quiet">{say('when')}</span>
        </div>
      )}
    </>
  )
}

function columnsOf(
  stats: LakeView,
  rule: {
    say: Say<LakeText>
    wanted: KindDays
    set: (kind: string, value: number | undefined) => void
    /** Others only read. */
    manages: boolean
  },
): Column<{ kind: string }>[] {
  const { say, wanted, set, manages } = rule
  const of = (kind: string) => stats.kinds.find(each => each.kind === kind)
  return [
    {
      key: 'kind',
      title: say('kind'),
      phone: 'title',
      render: ({ kind }) => (
        <span>
          {kindName(kind, say)} <code className="quiet small">{kind}.*</code>
        </span>
      ),
    },
    {
      key: 'rows',
      title: say('rows'),
      numeric: true,
      render: ({ kind }) => {
        const rows = of(kind)?.rows ?? 0
        return (
          <span className="num">
            {say('share', { rows: count(rows), share: percent(stats.rows === 0 ? 0 : rows / stats.rows, 1) })}
          </span>
        )
      },
    },
    {
      key: 'oldest',
      title: say('since'),
      render: ({ kind }) => {
        const found = of(kind)
        return <span className="num quiet">{found ? isoDay(found.oldest) : '–'}</span>
      },
    },
    {
      key: 'days',
      title: say('keep'),
      render: ({ kind }) => {
        const days = wanted[kind]
        return (
          <span className={css.keep}>
            <Switch
              className={css.switch ?? ''}
              checked={days !== undefined}
              disabled={!manages}
              aria-label={say('limit', { kind: kindName(kind, say) })}
              onChange={isOn => set(kind, isOn ? usual : undefined)}
            />
            {days === undefined ? (
              <span className="quiet">{say('forever')}</span>
            ) : (
              <InputNumber
                min={1}
                max={36_500}
                precision={0}
                value={days}
                disabled={!manages}
                suffix={say('days')}
                aria-label={say('daysOf', { kind: kindName(kind, say) })}
                onChange={value => value !== null && set(kind, value)}
              />
            )}
          </span>
        )
      },
    },
  ]
}
