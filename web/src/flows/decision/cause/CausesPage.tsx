import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { StudyItem } from '#decision/cause/api.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip } from '../../../ui/Badge.tsx'
import type { Column } from '../../../ui/DataTable.tsx'
import { percent } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { AskSheet } from './AskSheet.tsx'
import css from './cause.module.css'
import { causeListQuery } from './data.ts'
import { causeTexts } from './texts.ts'
import { useSpeaker } from './useSpeaker.ts'
import { effectNumber, effectWords, questionWords, type Speaker } from './words.ts'

/** Questions about causes where no experiment ran. */
export default function CausesPage() {
  const say = useText(causeTexts)
  const may = useMay()
  const phone = usePhone()
  const go = useGo()
  const speaker = useSpeaker()
  const query = useQuery(causeListQuery)
  const [asking, setAsking] = useState(false)
  const columns = useColumns(speaker)
  const ask = may('strategy.write') && (
    <Button type="primary" icon={<Icon name="plus" size={16} />} onClick={() => setAsking(true)}>
      {say(phone ? 'askShort' : 'ask')}
    </Button>
  )
  return (
    <>
      <PageHead
        title={say('causes')}
        {...(phone ? {} : { subtitle: say('causesHint') })}
        back="/experiments"
        actions={ask}
      />
      <PageBody>
        <Loaded query={query}>
          {items => (
            <SimpleTable
              label={say('causes')}
              columns={columns}
              items={items}
              rowKey={item => item.id}
              onOpen={item => void go(`/causes/${item.id}`)}
              empty={
                <EmptyState icon="split" title={say('noCauses')} hint={say('noCausesHint')} action={ask} />
              }
            />
          )}
        </Loaded>
      </PageBody>
      <AskSheet open={asking} onClose={() => setAsking(false)} />
    </>
  )
}

function useColumns(speaker: Speaker): Column<StudyItem>[] {
  const { say } = speaker
  const phone = usePhone()
  return [
    {
      key: 'question',
      title: say('question'),
      phone: 'title',
      render: item => {
        const words = questionWords(item.question, speaker)
        return phone ? words : <Link to={`/causes/${item.id}`}>{words}</Link>
      },
    },
    { key: 'answer', title: say('answer'), render: item => <Short item={item} speaker={speaker} /> },
    {
      key: 'grade',
      title: say('grade'),
      width: 72,
      phone: 'context',
      render: ({ verdict, grade }) =>
        verdict === 'reported' && grade ? phone ? say('gradeOf', { grade }) : <b>{grade}</b> : '',
    },
    { key: 'askedAt', title: say('askedAt'), width: 120, render: item => <RelativeTime at={item.askedAt} /> },
  ]
}

/** The answer in a line: the change with its range, that there is none, or why nothing is there yet. */
function Short({ item, speaker }: { item: StudyItem; speaker: Speaker }) {
  const { say } = speaker
  if (item.state === 'running')
    return <Chip tone="blue">{say('running', { percent: percent(item.progress) })}</Chip>
  if (item.state !== 'done') return <Chip>{say(item.state)}</Chip>
  if (!item.effect) return <Chip tone="ochre">{say('refused')}</Chip>
  const { estimate, ci } = item.effect
  const [low, high] = ci.map(value => effectNumber(value, item.question, speaker))
  const clear = ci[0] > 0 || ci[1] < 0
  return (
    <span className={css.short}>
      <span className="num">
        {effectWords(estimate, item.question, speaker)}
        <span className="quiet">{say('interval', { low: low!, high: high! })}</span>
      </span>
      <Chip tone={clear ? 'green' : 'plain'} dot>
        {say(clear ? 'changed' : 'unclear')}
      </Chip>
    </span>
  )
}
