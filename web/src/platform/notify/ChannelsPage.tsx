import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Form, Switch } from 'antd'
import { useState } from 'react'
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
              <Mail connected={data.mail} />
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
  const [open, setOpen] = useState<RobotView | 'new'>()
  const close = () => setOpen(undefined)
  return (
    <section className="card">
      <header className={css.head}>
        <h2>{say('robots')}</h2>
        <Button size="small" onClick={() => setOpen('new')}>
          {say('newRobot')}
        </Button>
      </header>
      {robots.length === 0 && <EmptyState icon="chat" title={say('noRobots')} hint={say('noRobotsHint')} />}
      <ul>
        {robots.map(robot => (
          <li key={robot.id}>
            <button type="button" className={css.row} onClick={() => setOpen(robot)}>
              <span>
                {robot.name}{' '}
                <small>
                  {say(robot.kind)} · …{robot.tokenEnd} ·{' '}
                  {names.department(robot.departmentId) || say('wholeWorkspace')}
                </small>
              </span>
              <RobotState robot={robot} />
              <Icon name="next" size={14} />
            </button>
          </li>
        ))}
      </ul>
      <Sheet
        open={open !== undefined}
        onClose={close}
        title={open === 'new' || !open ? say('newRobot') : open.name}
      >
        {open && (
          <RobotForm
            key={open === 'new' ? 'new' : open.id}
            robot={open === 'new' ? undefined : open}
            onDone={close}
          />
        )}
      </Sheet>
    </section>
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
  const [open, setOpen] = useState<EndpointView | 'new'>()
  const close = () => setOpen(undefined)
  return (
    <section className="card">
      <header className={css.head}>
        <h2>{say('endpoints')}</h2>
        <Button size="small" onClick={() => setOpen('new')}>
          {say('newEndpoint')}
        </Button>
      </header>
      {endpoints.length === 0 && (
        <EmptyState icon="link" title={say('noEndpoints')} hint={say('noEndpointsHint')} />
      )}
      <ul>
        {endpoints.map(endpoint => (
          <li key={endpoint.id}>
            <button type="button" className={css.row} onClick={() => setOpen(endpoint)}>
              <span className="clip">
                {endpoint.name} <small>{endpoint.url}</small>
              </span>
              <Chip tone={endpoint.enabled ? 'green' : 'plain'}>
                {say(endpoint.enabled ? 'enabled' : 'paused')}
              </Chip>
              <Icon name="next" size={14} />
            </button>
          </li>
        ))}
      </ul>
      <Sheet
        open={open !== undefined}
        onClose={close}
        title={open === 'new' || !open ? say('newEndpoint') : open.name}
      >
        {open && (
          <EndpointForm
            key={open === 'new' ? 'new' : open.id}
            endpoint={open === 'new' ? undefined : open}
            onDone={close}
          />
        )}
      </Sheet>
    </section>
  )
}

function Mail({ connected }: { connected: boolean }) {
  const say = useText(notifyTexts)
  const test = useTest(() => call(testMail))
  return (
    <section className="card">
      <header className={css.head}>
        <h2>{say('mail')}</h2>
        {connected && (
          <Button size="small" loading={test.isPending} onClick={() => test.mutate(undefined)}>
            {say('testMail')}
          </Button>
        )}
      </header>
      <p className={css.text}>{say(connected ? 'mailOn' : 'mailOff')}</p>
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
