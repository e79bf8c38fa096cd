import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, DatePicker, Input } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { createTask, finishTask, reopenTask, type TaskView } from '#crm/activity/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../app/http.ts'
import { useText } from '../app/i18n.ts'
import { Link } from '../app/link.tsx'
import { useMay } from '../app/session.ts'
import { isoDay } from '../ui/format.ts'
import { Icon } from '../ui/icons.tsx'
import { useUndo } from '../ui/useUndo.tsx'
import { useNow } from '../ui/Values.tsx'
import css from './crm.module.css'
import { refreshCrm, tasksQuery, useNames } from './data.ts'
import { crmTexts } from './texts.ts'

/** Open tasks of an account, or all of mine; done by one tap, undone by another. */
export function TaskCard({ account }: { account?: { id: string; name: string } }) {
  const say = useText(crmTexts)
  const may = useMay()
  const [adding, setAdding] = useState(false)
  const { data } = useQuery(tasksQuery(account ? { account: account.id } : { assignee: 'me' }))
  return (
    <section className="card">
      <header className={css.cardHead}>
        <h2>{say('tasks')}</h2>
        {may('crm.write') && (
          <Button
            type="text"
            size="small"
            icon={<Icon name="plus" size={16} />}
            aria-label={say('newTask')}
            onClick={() => setAdding(!adding)}
          />
        )}
      </header>
      {adding && <NewTask {...(account ? { accountId: account.id } : {})} onDone={() => setAdding(false)} />}
      {data?.items.length === 0 && !adding && <p className={css.noTasks}>{say('noTasks')}</p>}
      <ul className={css.tasks}>
        {data?.items.map(task => (
          <Task key={task.id} task={task} showAccount={!account} />
        ))}
      </ul>
    </section>
  )
}

function Task({ task, showAccount }: { task: TaskView; showAccount: boolean }) {
  const say = useText(crmTexts)
  const names = useNames()
  const now = useNow()
  const undo = useUndo()
  const finish = useMutation({
    mutationFn: () => call(finishTask, { params: { id: task.id } }),
    onSuccess: () => {
      void refreshCrm()
      undo(
        say('taskDone', { title: task.title }),
        () => void call(reopenTask, { params: { id: task.id } }).then(refreshCrm),
      )
    },
  })
  const late = task.dueAt !== null && isoDay(task.dueAt) < isoDay(now)
  const day =
    task.dueAt === null ? '' : isoDay(task.dueAt) === isoDay(now) ? say('today') : isoDay(task.dueAt)
  return (
    <li>
      <Checkbox
        checked={finish.isPending || finish.isSuccess}
        aria-label={task.title}
        onChange={() => finish.mutate()}
      />
      <div>
        <p>{task.title}</p>
        <p className="quiet small num">
          {showAccount && task.accountId ? (
            <Link to={`/accounts/${task.accountId}`} className="link">
              {task.accountName}
            </Link>
          ) : (
            names.person(task.assigneeId)
          )}{' '}
          {day && (
            <span className={late ? css.late : undefined}>
              {late ? say('overdue', { day }) : say('due', { day })}
            </span>
          )}
        </p>
      </div>
    </li>
  )
}

function NewTask({ accountId, onDone }: { accountId?: string; onDone: () => void }) {
  const say = useText(crmTexts)
  const [id] = useState(newId)
  const [title, setTitle] = useState('')
  const [due, setDue] = useState<Dayjs | null>(null)
  const save = useMutation({
    mutationFn: () =>
      call(createTask, {
        body: {
          id,
          title: title.trim(),
          ...(accountId ? { accountId } : {}),
          dueAt: due ? due.hour(18).startOf('hour').valueOf() : null,
        },
      }),
    onSuccess: () => {
      void refreshCrm()
      onDone()
    },
  })
  return (
    <form
      className={css.newTask}
      onSubmit={event => {
        event.preventDefault()
        if (title.trim()) save.mutate()
      }}
    >
      <Input
        autoFocus
        aria-label={say('taskTitle')}
        placeholder={say('taskTitle')}
        maxLength={200}
        value={title}
        onChange={event => setTitle(event.target.value)}
      />
      <DatePicker
        inputReadOnly
        value={due}
        onChange={setDue}
        placeholder={say('pickDay')}
        disabledDate={day => day.isBefore(dayjs(), 'day')}
      />
      <Button type="primary" htmlType="submit" disabled={!title.trim()} loading={save.isPending}>
        {say('save')}
      </Button>
    </form>
  )
}
