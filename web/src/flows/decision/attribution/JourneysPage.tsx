import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { BoardItem } from '#decision/attribution/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { usePhone } from '../../../theme/preferences.ts'
import type { Column } from '../../../ui/DataTable.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { SimpleTable } from '../../../ui/SimpleTable.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { actWords } from '../ingest/act-words.ts'
import css from './attribution.module.css'
import { boardListQuery, stepWords } from './data.ts'
import { journeyTexts } from './texts.ts'

/** Boards over journeys: three that are ready, and those that people saved. */
export default function JourneysPage() {
  const say = useText(journeyTexts)
  const may = useMay()
  const phone = usePhone()
  const go = useGo()
  const query = useQuery(boardListQuery)
  const add = may('strategy.write') && !phone && (
    <Button type="primary" icon={<Icon name="plus" size={16} />} onClick={() => void go('/journeys/new')}>
      {say('newBoard')}
    </Button>
  )
  return (
    <>
      <PageHead title={say('journeys')} subtitle={say('journeysHint')} actions={add} />
      <PageBody>
        <Loaded query={query}>
          {boards => (
            <>
              <ReadyMade boards={boards.filter(board => board.readyMade)} />
              <Saved boards={boards.filter(board => !board.readyMade)} />
            </>
          )}
        </Loaded>
      </PageBody>
    </>
  )
}

function ReadyMade({ boards }: { boards: BoardItem[] }) {
  const say = useText(journeyTexts)
  const locale = useLocale()
  const words = actWords(locale)
  return (
    <section aria-label={say('readyMade')}>
      <h2 className={css.heading}>{say('readyMade')}</h2>
      <ul className={css.cards}>
        {boards.map(({ id, name, hint, settings }) => (
          <li key={id}>
            <Link to={`/journeys/${id}`} className={`card ${css.boardCard}`}>
              <h3>{pick(name, locale)}</h3>
              {hint && <p className="quiet">{pick(hint, locale)}</p>}
              <span className={css.trail}>
                {settings.touches.map((touch, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the same step may come twice
                  <i key={index} title={stepWords(touch, locale)}>
                    {words(touch.event)}
                  </i>
                ))}
                {settings.success && <b>{words(settings.success.event)}</b>}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Saved({ boards }: { boards: BoardItem[] }) {
  const say = useText(journeyTexts)
  const go = useGo()
  const words = actWords(useLocale())
  const columns: Column<BoardItem>[] = [
    {
      key: 'name',
      title: say('name'),
      phone: 'title',
      render: board => <Link to={`/journeys/${board.id}`}>{board.name['zh-CN']}</Link>,
    },
    {
      key: 'steps',
      title: say('steps'),
      phone: 'context',
      render: ({ settings: { touches, success } }) =>
        [...touches, ...(success ? [success] : [])].map(touch => words(touch.event)).join(' → '),
    },
    {
      key: 'updated',
      title: say('updated'),
      render: board => board.updatedAt !== null && <RelativeTime at={board.updatedAt} />,
    },
  ]
  return (
    <section aria-label={say('saved')}>
      <h2 className={css.heading}>{say('saved')}</h2>
      <div className={`card ${css.table}`}>
        <SimpleTable
          label={say('saved')}
          columns={columns}
          items={boards}
          rowKey={board => board.id}
          onOpen={board => void go(`/journeys/${board.id}`)}
          empty={<EmptyState icon="flow" title={say('savedNone')} hint={say('savedNoneHint')} />}
        />
      </div>
    </section>
  )
}
