import { useNavigate } from '@tanstack/react-router'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { createStrategy } from '#decision/strategy/api.ts'
import { newToken } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { strategiesKey } from './data.ts'
import { strategyTexts } from './texts.ts'

interface Fields {
  name: string
  id: string
}

/** Begins a strategy: a name, an id for good, and a first step to go on from. */
export function NewStrategy({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useText(strategyTexts)
  return (
    <Sheet open={open} onClose={onClose} title={say('newStrategy')}>
      <Body />
    </Sheet>
  )
}

function Body() {
  const say = useText(strategyTexts)
  const navigate = useNavigate()
  const [suggested] = useState(() => `strategy-${newToken(6).toLowerCase()}`)
  const save = useSave(
    ({ name, id }: Fields) => call(createStrategy, { body: { name, definition: firstDraft(id) } }),
    {
      silent: true,
      refetch: [strategiesKey],
      onDone: view => void navigate({ to: `/strategies/${view.id}/edit` }),
    },
  )
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ id: suggested }}
      onFinish={save.mutate}
    >
      <Fault error={save.error} />
      <Form.Item
        name="name"
        label={say('name')}
        extra={say('nameHint')}
        rules={[{ required: true, whitespace: true, message: say('needed') }]}
      >
        <Input autoFocus maxLength={80} />
      </Form.Item>
      <Form.Item
        name="id"
        label={say('id')}
        extra={say('idHint')}
        rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9-]{0,63}$/, message: say('idHint') }]}
      >
        <Input maxLength={64} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={save.isPending}>
        {say('create')}
      </Button>
    </Form>
  )
}

function firstDraft(id: string) {
  const empty = { 'zh-CN': '', en: '' }
  return {
    id,
    when: [{ as: 'step1', event: 'document.opened' }],
    cooldown: '7d',
    then: [{ do: 'suggest', to: 'owner', title: empty, reason: empty, expires: '2d' }],
  }
}
