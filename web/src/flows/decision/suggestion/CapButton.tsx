import { useQuery } from '@tanstack/react-query'
import { Button, Form, InputNumber } from 'antd'
import { useState } from 'react'
import { type CapSetting, saveCap } from '#decision/suggestion/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { uiTexts } from '../../../ui/texts.ts'
import { capQuery, suggestionsKey } from './data.ts'
import { suggestionTexts } from './texts.ts'

/** How many suggestions a person gets a day; opens the setting for who may change it. */
export function CapButton() {
  const say = useText(suggestionTexts)
  const may = useMay()
  const [open, setOpen] = useState(false)
  const { data } = useQuery(capQuery)
  if (!data) return null
  const words = say('perDay', { count: data.perDay })
  if (!may('setting.manage')) return <span className="quiet small num">{words}</span>
  return (
    <>
      <Button onClick={() => setOpen(true)}>{words}</Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={say('capTitle')} subtitle={say('capHint')}>
        <CapForm cap={data} onDone={() => setOpen(false)} />
      </Sheet>
    </>
  )
}

function CapForm({ cap, onDone }: { cap: CapSetting; onDone: () => void }) {
  const say = useText(suggestionTexts)
  const sayUi = useText(uiTexts)
  const save = useSave((body: CapSetting) => call(saveCap, { body }), {
    said: say('saved'),
    refetch: [['suggestion-cap'], suggestionsKey],
    onDone,
    silent: true,
  })
  return (
    <Form<CapSetting> layout="vertical" requiredMark={false} initialValues={cap} onFinish={save.mutate}>
      <Fault error={save.error} />
      <Form.Item name="perDay" label={say('capCount')} rules={[{ required: true, message: '1–50' }]}>
        <InputNumber min={1} max={500} precision={0} style={{ width: 120 }} />
      </Form.Item>
      <Form.Item name="typicalValue" label={say('capValue')} rules={[{ required: true, message: '> 0' }]}>
        <InputNumber min={1} max={1e9} precision={0} style={{ width: 200 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {sayUi('save')}
      </Button>
    </Form>
  )
}
