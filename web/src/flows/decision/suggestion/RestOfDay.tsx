import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { finishTask, reopenTask, type TaskView } from '#crm/activity/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useSave } from '../../../app/useSave.ts'
import { refreshCrm, tasksQuery } from '../../../crm/data.ts'
import { exactTime, shortDay, timeOfDay } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { useNow } from '../../../ui/Values.tsx'
import css from './suggestion.module.css'
import { suggestionTexts } from './texts.ts'

/** Tasks that are due today or late; a note's next date is one of them. */
export function RestOfDay() {
  const say = useText(suggestionTexts)
  const now = useNow()
  const { data } = useQuery(tasksQuery({ assignee: 'me', size: 100 }))
  const endOfDay = new Date(now).setHours(23, 59, 59, 999)
  const due = (data?.items ?? []).filter(task => task.dueAt !== null && task.dueAt <= endOfDay)
  if (!data) return null
  return (
    <section className={css.rest}>
      <h2>{due.length > 0 ? say('rest', { count: due.length }) : say('restNone')}</h2>
      <ul>
        {due.map(task => (
          <Task key={task.id} task={task} now={now} />
        ))}
      </ul>
    </section>
  )
}

function Task({ task, now }: { task: TaskView; now: number }) {
  const say = useText(suggestionTexts)
  const late = task.dueAt !== null && task.dueAt < now
  const today = task.dueAt !== null && task.dueAt >= new Date(now).setHours(0, 0, 0, 0)
  return (
    <li>
      <span className={`num ${css.time} ${late ? css.late : ''}`}>
        {task.dueAt !== null && (
          <time dateTime={new Date(task.dueAt).toISOString()} title={exactTime(task.dueAt)}>
            {today ? timeOfDay(task.dueAt, false) : shortDay(task.dueAt, now)}
          </time>
        )}
        {late && <span className="small">{say('overdue')}</span>}
      </span>
      <span className={css.taskWords}>
        {task.title}
        {task.accountName && (
          <>
            {' · '}
            <Link to={`/accounts/${task.accountId}`}>{task.accountName}</Link>
          </>
        )}
      </span>
      <Finish task={task} />
    </li>
  )
}

function Finish({ task }: { task: TaskView }) {
  const say = useText(suggestionTexts)
  const undoable = useUndo()
  const params = { id: task.id }
  const reopen = useCallback(
    () => void call(reopenTask, { params: { id: task.id } }).then(refreshCrm),
    [task.id],
  )
  const finish = useSave(() => call(finishTask, { params }), {
    refetch: [['crm']],
    onDone: () => undoable(say('taskDone', { title: task.title }), reopen),
  })
  return (
    <button
      type="button"
      className={css.finish}
      aria-label={say('done', { title: task.title })}
      disabled={finish.isPending}
      onClick={() => finish.mutate(undefined)}
    >
      <Icon name="check" size={14} />
    </button>
  )
}
