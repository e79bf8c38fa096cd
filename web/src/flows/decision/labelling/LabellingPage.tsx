import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useUrlState } from '../../../app/url-state.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { SkeletonCards } from '../../../ui/States.tsx'
import { Board } from './Board.tsx'
import { queueQuery } from './data.ts'
import css from './labelling.module.css'
import { PanelActions } from './PanelSheet.tsx'
import { QueueView } from './QueueView.tsx'
import { labellingTexts } from './texts.ts'

/** 标注: people judge a weekly sample of signals, and what came of it. */
export default function LabellingPage() {
  const say = useText(labellingTexts)
  const may = useMay()
  const [search, change] = useUrlState()
  const judges = may('suggestion.respond')
  const queue = useQuery({ ...queueQuery, enabled: judges })
  const waiting = queue.data?.cards.length ?? 0
  const view =
    search.view ?? (!judges || (queue.data?.progress.total === 0 && may('score.write')) ? 'results' : 'mine')
  return (
    <>
      <PageHead
        title={say('title')}
        subtitle={say('subtitle')}
        actions={view === 'results' && may('score.write') && <PanelActions />}
      />
      <PageBody>
        {judges && (
          <Segmented
            className={css.switch ?? ''}
            aria-label={say('title')}
            value={view}
            options={[
              { value: 'mine', label: waiting > 0 ? `${say('mine')} ${openOf(queue.data)}` : say('mine') },
              { value: 'results', label: say('results') },
            ]}
            onChange={next => change({ view: next })}
          />
        )}
        {view === 'mine' ? (
          <Loaded query={queue} skeleton={<SkeletonCards />}>
            {data => <QueueView queue={data} />}
          </Loaded>
        ) : (
          <Board />
        )}
      </PageBody>
    </>
  )
}

const openOf = (queue: { progress: { done: number; total: number } } | undefined) =>
  (queue?.progress.total ?? 0) - (queue?.progress.done ?? 0)
