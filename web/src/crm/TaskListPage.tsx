import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import { useUrlState } from '../app/url-state.ts'
import { PageBody, PageHead } from '../ui/PageHead.tsx'
import { RelativeTime } from '../ui/Values.tsx'
import css from './crm.module.css'
import { tasksQuery } from './data.ts'
import { TaskCard } from './TaskCard.tsx'
import { crmTexts } from './texts.ts'

/** All my tasks: what is open, and what was done last. */
export default function TaskListPage() {
  const say = useText(crmTexts)
  const [search, change] = useUrlState()
  const done = search.state === 'done'
  const choice = (
    <Segmented
      value={done ? 'done' : 'open'}
      onChange={next => change({ state: next === 'done' ? 'done' : undefined })}
      options={[
        { value: 'open', label: say('toDo') },
        { value: 'done', label: say('done') },
      ]}
    />
  )
  return (
    <>
      <PageHead title={say('tasks')} actions={choice} />
      <PageBody narrow>{done ? <DoneTasks /> : <TaskCard />}</PageBody>
    </>
  )
}

function DoneTasks() {
  const say = useText(crmTexts)
  const { data } = useQuery(tasksQuery({ assignee: 'me', state: 'done' }))
  return (
    <section className="card">
      {data?.items.length === 0 && <p className={css.noTasks}>{say('noDone')}</p>}
      <ul className={css.list}>
        {data?.items.map(task => (
          <li key={task.id}>
            <p>{task.title}</p>
            <p className="quiet small">
              {task.accountId && (
                <Link to={`/accounts/${task.accountId}`} className="link">
                  {task.accountName}
                </Link>
              )}{' '}
              {task.doneAt && <RelativeTime at={task.doneAt} />}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
