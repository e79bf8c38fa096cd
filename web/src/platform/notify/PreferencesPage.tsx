import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Segmented } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import {
  type Channel,
  channels,
  type NotificationKind,
  notificationKinds,
  type Preferences,
  readPreferences,
  robotKind,
  writePreferences,
} from '#platform/notify/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useSave } from '../../app/useSave.ts'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import css from './Notify.module.css'
import { QuietFields, type QuietValue, quietOf, startOfQuiet } from './QuietFields.tsx'
import { notifyTexts } from './texts.ts'

type Facts = z.infer<(typeof readPreferences)['answer']>

/** How I want to be told: ways per kind, quiet hours, mail digest, my names in the chats. */
export default function PreferencesPage() {
  const say = useText(notifyTexts)
  const query = useQuery({ queryKey: ['notify', 'preferences'], queryFn: () => call(readPreferences) })
  return (
    <>
      <PageHead title={say('preferences')} subtitle={say('preferencesHint')} />
      <PageBody narrow>
        <Loaded query={query}>{facts => <PreferencesForm facts={facts} />}</Loaded>
      </PageBody>
    </>
  )
}

interface Fields extends QuietValue {
  digestAt?: string
  handles: Preferences['handles']
}

function PreferencesForm({ facts }: { facts: Facts }) {
  const say = useText(notifyTexts)
  const [ways, setWays] = useState(facts.mine.channels)
  const [ownQuiet, setOwnQuiet] = useState(facts.mine.quiet !== null)
  const save = useSave((body: Preferences) => call(writePreferences, { body }), {
    said: say('saved'),
    refetch: [['notify', 'preferences']],
  })
  const finish = (fields: Fields) =>
    save.mutate({
      ...facts.mine,
      channels: ways,
      quiet: ownQuiet ? quietOf(fields) : null,
      mailDigestAt: fields.digestAt || null,
      handles: Object.fromEntries(Object.entries(fields.handles ?? {}).filter(([, handle]) => handle)),
    })
  const start: Partial<Fields> = {
    ...startOfQuiet(facts.mine.quiet ?? facts.workspace.quiet),
    digestAt: facts.mine.mailDigestAt ?? '',
    handles: facts.mine.handles,
  }
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={start}
      onFinish={finish}
      style={{ display: 'grid', gap: 12 }}
    >
      <section className={`card ${css.ways}`}>
        <Ways facts={facts} ways={ways} onWays={setWays} />
      </section>
      <section className={`card ${css.form}`}>
        <header className={css.head} style={{ paddingInline: 0 }}>
          <h2>{say('quietMine')}</h2>
          <Segmented
            value={ownQuiet ? 'own' : 'follow'}
            options={(['follow', 'own'] as const).map(value => ({ value, label: say(value) }))}
            onChange={value => setOwnQuiet(value === 'own')}
          />
        </header>
        {ownQuiet && <QuietFields />}
        <Form.Item name="digestAt" label={say('digest')} extra={say('digestHint')}>
          <Input type="time" style={{ width: 120 }} />
        </Form.Item>
      </section>
      <section className={`card ${css.form}`}>
        <header className={css.head} style={{ paddingInline: 0 }}>
          <h2>{say('handles')}</h2>
        </header>
        <p className="quiet small">{say('handlesHint')}</p>
        {robotKind.options.map(kind => (
          <Form.Item
            key={kind}
            name={['handles', kind]}
            label={say(`handle.${kind}`)}
            rules={[{ pattern: /^[\w@.+-]{1,128}$/ }]}
          >
            <Input maxLength={128} autoComplete="off" />
          </Form.Item>
        ))}
      </section>
      <Button type="primary" htmlType="submit" loading={save.isPending} style={{ justifySelf: 'start' }}>
        {say('save')}
      </Button>
    </Form>
  )
}

interface WaysProps {
  facts: Facts
  ways: Preferences['channels']
  onWays: (ways: Preferences['channels']) => void
}

/** Kinds × ways as a table of boxes; a way that the workspace lacks is told so. */
function Ways({ facts, ways, onWays }: WaysProps) {
  const say = useText(notifyTexts)
  const chosen = (kind: NotificationKind): Channel[] => ways[kind] ?? facts.defaults[kind]
  const toggle = (kind: NotificationKind, way: Channel) => {
    const now = chosen(kind)
    onWays({ ...ways, [kind]: now.includes(way) ? now.filter(other => other !== way) : [...now, way] })
  }
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{say('kind')}</th>
          {channels.map(way => (
            <th key={way} scope="col">
              {say(way)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {notificationKinds.map(kind => (
          <tr key={kind}>
            <td>{say(kind)}</td>
            {channels.map(way => {
              const missing = !facts.available.includes(way)
              return (
                <td key={way} title={missing ? say('unavailable') : undefined}>
                  <Checkbox
                    checked={!missing && chosen(kind).includes(way)}
                    disabled={missing}
                    aria-label={`${say(kind)}: ${say(way)}`}
                    onChange={() => toggle(kind, way)}
                  />
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
