import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Form, Switch } from 'antd'
import { Fragment, type ReactNode, useState } from 'react'
import type { MailKind } from '#kernel/ports/mail.ts'
import {
  type EndpointView,
  type QuietSetting,
  type RobotView,
  readChannels,
  testMail,
  writeQuiet,
} from '#platform/notify/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { useSave } from '../../app/useSave.ts'
import { Chip } from '../../ui/Badge.tsx'
import { timeOfDay } from '../../ui/format.ts'
import { Icon } from '../../ui/icons.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { EmptyState } from '../../ui/States.tsx'
import { useOrgNames } from '../org/org.ts'
import { EndpointForm } from './EndpointForm.tsx'
import css from './Notify.module.css'
import { QuietFields, type QuietValue, quietOf, startOfQuiet } from './QuietFields.tsx'
import { RobotForm } from './RobotForm.tsx'
import { notifyTexts } from './texts.ts'
import { useTest } from './useTest.ts'

/** What the workspace sends through: robots, webhooks, mail; and when it keeps quiet. */
export default function ChannelsPage() {
  const say = useText(notifyTexts)
  const query = useQuery({ queryKey: ['notify', 'channels'], queryFn: () => call(readChannels) })
  return (
    <>
      <PageHead title={say('channels')} subtitle={say('channelsHint')} />
      <PageBody>
        <Loaded query={query}>
          {data => (
            <div className={css.columns}>
              <Robots robots={data.robots} />
              <Endpoints endpoints={data.endpoints} />
              <Mail kind={data.mail} />
              <Quiet setting={data.quiet} />
            </div>
          )}
        </Loaded>
      </PageBody>
    </>
  )
}

function Robots({ robots }: { robots: RobotView[] }) {
  const say = useText(notifyTexts)
  const names = useOrgNames()
  return (
    <Things
      title={say('robots')}
      newTitle={say('newRobot')}
      items={robots}
      empty={<EmptyState icon="chat" title={say('noRobots')} hint={say('noRobotsHint')} />}
      row={robot => (
        <>
          <span>
            {robot.name}{' '}
            <small>
              {say(robot.kind)} · …{robot.tokenEnd} ·{' '}
              {names.department(robot.departmentId) || say('wholeWorkspace')}
            </small>
          </span>
          <RobotState robot={robot} />
        </>
      )}
      form={(robot, onDone) => <RobotForm robot={robot} onDone={onDone} />}
    />
  )
}

function RobotState({ robot }: { robot: RobotView }) {
  const say = useText(notifyTexts)
  const until = robot.blockedUntil ? Date.parse(robot.blockedUntil) : 0
  if (until > Date.now()) return <Chip tone="ochre">{say('blocked', { time: timeOfDay(until, false) })}</Chip>
  return <Chip tone={robot.enabled ? 'green' : 'plain'}>{say(robot.enabled ? 'enabled' : 'paused')}</Chip>
}

function Endpoints({ endpoints }: { endpoints: EndpointView[] }) {
  const say = useText(notifyTexts)
  return (
    <Things
      title={say('endpoints')}
      newTitle={say('newEndpoint')}
      items={endpoints}
      empty={<EmptyState icon="link" title={say('noEndpoints')} hint={say('noEndpointsHint')} />}
      row={endpoint => (
        <>
          <span className="clip">
            {endpoint.name} <small>{endpoint.url}</small>
          </span>
          <Chip tone={endpoint.enabled ? 'green' : 'plain'}>
            {say(endpoint.enabled ? 'enabled' : 'paused')}
          </Chip>
        </>
      )}
      form={(endpoint, onDone) => <EndpointForm endpoint={endpoint} onDone={onDone} />}
    />
  )
}

interface ThingsProps<T> {
  title: string
  newTitle: string
  items: T[]
  empty: ReactNode
  row: (item: T) => ReactNode
  form: (item: T | undefined, onDone: () => void) => ReactNode
}

/** Things that messages go to: a list, and a sheet to make or change one. */
function Things<T extends { id: string; name: string }>(props: ThingsProps<T>) {
  const { title, newTitle, items, empty, row, form } = props
  const [open, setOpen] = useState<T | 'new'>()
  const close = () => setOpen(undefined)
  const item = open === 'new' ? undefined : open
  return (
    <section className="card">
      <header className={css.head}>
        <h2>{title}</h2>
        <Button size="small" onClick={() => setOpen('new')}>
          {newTitle}
        </Button>
      </header>
      {items.length === 0 && empty}
      <ul>
        {items.map(one => (
          <li key={one.id}>
            <button type="button" className={css.row} onClick={() => setOpen(one)}>
              {row(one)}
              <Icon name="next" size={14} />
            </button>
          </li>
        ))}
      </ul>
      <Sheet open={open !== undefined} onClose={close} title={item?.name ?? newTitle}>
        {open && <Fragment key={item?.id ?? 'new'}>{form(item, close)}</Fragment>}
      </Sheet>
    </section>
  )
}

const mailWords = { smtp: 'mailOn', kept: 'mailKept', none: 'mailOff' } as const

function Mail({ kind }: { kind: MailKind }) {
  const say = useText(notifyTexts)
  const test = useTest(() => call(testMail))
  return (
    <section className="card">
      <header className={css.head}>
        <h2>{say('mail')}</h2>
        {kind !== 'none' && (
          <Button size="small" loading={test.isPending} onClick={() => test.mutate(undefined)}>
            {say('testMail')}
          </Button>
        )}
      </header>
      <p className={css.text}>{say(mailWords[kind])}</p>
      {kind === 'kept' && (
        <p className={css.text}>
          <Link to="/letters" className="link">
            {say('openLetters')}
          </Link>
        </p>
      )}
    </section>
  )
}

interface QuietForm extends QuietValue {
  on: boolean
  workdaysOnly: boolean
}

function Quiet({ setting }: { setting: QuietSetting }) {
  const say = useText(notifyTexts)
  const save = useSave((body: QuietSetting) => call(writeQuiet, { body }), {
    said: say('saved'),
    refetch: [['notify']],
  })
  const start: QuietForm = {
    on: setting.quiet !== null,
    ...startOfQuiet(setting.quiet),
    workdaysOnly: setting.workdaysOnly,
  }
  return (
    <section className="card">
      <header className={css.head}>
        <h2>{say('quiet')}</h2>
      </header>
      <Form<QuietForm>
        className={css.form ?? ''}
        requiredMark={false}
        initialValues={start}
        onFinish={form =>
          save.mutate({ quiet: form.on ? quietOf(form) : null, workdaysOnly: form.workdaysOnly })
        }
      >
        <p className="quiet small">{say('quietHint')}</p>
        <Form.Item name="on" valuePropName="checked" label={say('quietOn')} colon={false}>
          <Switch />
        </Form.Item>
        <QuietFields />
        <Form.Item name="workdaysOnly" valuePropName="checked">
          <Checkbox>{say('workdaysOnly')}</Checkbox>
        </Form.Item>
        <Button htmlType="submit" loading={save.isPending}>
          {say('save')}
        </Button>
      </Form>
    </section>
  )
}
