import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { createKey, type keyView, listKeys, revokeKey } from '#platform/identity/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useSave } from '../../app/useSave.ts'
import { Chip } from '../../ui/Badge.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import type { Column } from '../../ui/DataTable.tsx'
import { Fault } from '../../ui/Fault.tsx'
import { Loaded } from '../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../ui/PageHead.tsx'
import { RemoveButton } from '../../ui/RemoveButton.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { SimpleTable } from '../../ui/SimpleTable.tsx'
import { EmptyState } from '../../ui/States.tsx'
import { RelativeTime } from '../../ui/Values.tsx'
import { keyTexts } from './key-texts.ts'

type Key = z.infer<typeof keyView>

/** Keys for programs: what each may, when it was last used. The secret is shown once. */
export default function KeysPage() {
  const say = useText(keyTexts)
  const query = useQuery({ queryKey: ['keys'], queryFn: () => call(listKeys) })
  const [making, setMaking] = useState(false)
  const columns = useColumns()
  const button = (
    <Button type="primary" onClick={() => setMaking(true)}>
      {say('newKey')}
    </Button>
  )
  return (
    <>
      <PageHead title={say('keys')} subtitle={say('keysHint')} actions={button} />
      <PageBody>
        <Loaded query={query}>
          {keys => (
            <SimpleTable
              label={say('keys')}
              columns={columns}
              items={keys}
              rowKey={key => key.id}
              empty={<EmptyState icon="key" title={say('noKeys')} hint={say('noKeysHint')} action={button} />}
            />
          )}
        </Loaded>
      </PageBody>
      <Sheet open={making} onClose={() => setMaking(false)} title={say('newKey')}>
        <KeyForm onDone={() => setMaking(false)} />
      </Sheet>
    </>
  )
}

function useColumns(): Column<Key>[] {
  const say = useText(keyTexts)
  return [
    {
      key: 'name',
      title: say('name'),
      render: key => <b style={{ fontWeight: 500 }}>{key.name}</b>,
      phone: 'title',
    },
    {
      key: 'kind',
      title: say('kind'),
      render: key => <Chip tone={key.kind === 'write' ? 'green' : 'blue'}>{say(key.kind)}</Chip>,
    },
    { key: 'source', title: say('source'), render: key => key.source },
    { key: 'prefix', title: say('starts'), render: key => <code>{key.prefix}…</code> },
    {
      key: 'used',
      title: say('lastUsed'),
      render: key => (key.lastUsedAt ? <RelativeTime at={Date.parse(key.lastUsedAt)} /> : say('never')),
    },
    {
      key: 'revoke',
      title: '',
      render: key =>
        key.revokedAt ? (
          <Chip>{say('revoked')}</Chip>
        ) : (
          <RemoveButton
            name={key.name}
            label={say('revoke')}
            lost={say('revokeHint')}
            remove={() => call(revokeKey, { params: { id: key.id } })}
            refetch={[['keys']]}
          />
        ),
    },
  ]
}

interface Fields {
  kind: Key['kind']
  name: string
  source: string
}

function KeyForm({ onDone }: { onDone: () => void }) {
  const say = useText(keyTexts)
  const save = useSave((body: Fields) => call(createKey, { body }), { refetch: [['keys']], silent: true })
  if (save.data) return <Secret secret={save.data.secret} onDone={onDone} />
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ kind: 'write' }}
      onFinish={save.mutate}
    >
      <Fault error={save.error} />
      <Form.Item name="kind" label={say('kind')}>
        <Radio.Group
          vertical
          options={[
            { value: 'write', label: say('writeHint') },
            { value: 'api', label: say('apiHint') },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="name"
        label={say('name')}
        rules={[{ required: true, whitespace: true, message: say('nameNeeded') }]}
      >
        <Input maxLength={100} placeholder={say('nameExample')} />
      </Form.Item>
      <Form.Item
        name="source"
        label={say('source')}
        extra={say('sourceHint')}
        rules={[{ required: true, pattern: /^[\w.-]{1,60}$/, message: say('sourceNeeded') }]}
      >
        <Input maxLength={60} placeholder="website" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {say('make')}
      </Button>
    </Form>
  )
}

/** The secret, this once. */
function Secret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const say = useText(keyTexts)
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <Alert type="warning" showIcon title={say('onceTitle')} description={say('onceHint')} />
      <CopyButton text={secret} />
      <Button onClick={onDone}>{say('done')}</Button>
    </div>
  )
}
