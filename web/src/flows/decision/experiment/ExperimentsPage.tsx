import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ExperimentItem } from '#decision/experiment/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useGo, useListState } from '../../../app/url-state.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip, type ChipTone } from '../../../ui/Badge.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { count } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { experimentListQuery } from './data.ts'
import { experimentTexts } from './texts.ts'
import { missingWords, outcomeWords, plainNumber, type Speaker, withUnit } from './words.ts'

/** Every experiment: what came out so far, and how far to trust it. */
export default function ExperimentsPage() {
  const say = useText(experimentTexts)
  const locale = useLocale()
  const phone = usePhone()
  const go = useGo()
  const [state, setState] = useListState(50)
  const { data, error, refetch } = useQuery(experimentListQuery({ page: state.page, size: state.pageSize }))
  const columns = useColumns({ say, locale })
  return (
    <>
      <PageHead
        title={say('experiments')}
        {...(phone ? {} : { subtitle: say('experimentsHint') })}
        actions={
          <Button icon={<Icon name="split" size={16} />} onClick={() => void go('/causes')}>
            {say('causesLink')}
          </Button>
        }
      />
      <PageBody>
        <DataTable
          label={say('experiments')}
          columns={columns}
          rows={data}
          rowKey={item => item.id}
          state={state}
          onState={setState}
          error={data ? undefined : error}
          onRetry={() => void refetch()}
          onOpen={item => void go(`/experiments/${item.id}`)}
          empty={
            <EmptyState
              icon="split"
              title={say('noExperiments')}
              hint={say('noExperimentsHint')}
              action={<Button onClick={() => void go('/strategies')}>{say('toStrategies')}</Button>}
            />
          }
        />
      </PageBody>
    </>
  )
}

function useColumns(speaker: Speaker): Column<ExperimentItem>[] {
  const { say } = speaker
  const phone = usePhone()
  return [
    {
      key: 'strategy',
      title: say('strategy'),
      phone: 'title',
      render: item => (phone ? item.name : <Link to={`/experiments/${item.id}`}>{item.name}</Link>),
    },
    { key: 'result', title: say('result'), render: item => <Result item={item} speaker={speaker} /> },
    {
      key: 'grade',
      title: say('grade'),
      width: 72,
      phone: 'context',
      render: item => (phone ? item.grade && say('gradeOf', { grade: item.grade }) : <b>{item.grade}</b>),
    },
    {
      key: 'customers',
      title: say('customers'),
      width: 90,
      render: item => <span className="num">{count(item.exposed)}</span>,
    },
    {
      key: 'days',
      title: say('state'),
      width: 170,
      render: item => (
        <span className="num quiet">
          {item.ending
            ? `${say(item.ending)} · ${say('dayCount', { day: item.day })}`
            : say('running', { day: item.day })}
        </span>
      ),
    },
  ]
}

const tones: Record<ExperimentItem['verdict'], ChipTone> = {
  empty: 'plain',
  early: 'plain',
  unclear: 'plain',
  better: 'green',
  worse: 'red',
  broken: 'red',
}

export function VerdictChip({ item }: { item: Pick<ExperimentItem, 'verdict'> }) {
  const say = useText(experimentTexts)
  return (
    <Chip tone={tones[item.verdict]} dot={item.verdict === 'better'}>
      {say(item.verdict)}
    </Chip>
  )
}

function Result({ item, speaker }: { item: ExperimentItem; speaker: Speaker }) {
  const { lift, outcome, verdict } = item
  const isShown = lift?.sequential && verdict !== 'broken'
  return (
    <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '2px 10px', alignItems: 'center' }}>
      <VerdictChip item={item} />
      {isShown && (
        <span className="num">
          {withUnit(lift.lift, outcome.kind, speaker.say)}{' '}
          <span className="quiet">
            ({plainNumber(lift.sequential![0], outcome.kind)} –{' '}
            {plainNumber(lift.sequential![1], outcome.kind)})
          </span>
        </span>
      )}
      {item.missing && <span className="num">{missingWords(item.missing, speaker.say)}</span>}
      <span className="quiet small">{outcomeWords(outcome, speaker)}</span>
    </span>
  )
}
