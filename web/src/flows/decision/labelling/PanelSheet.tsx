import { useQuery } from '@tanstack/react-query'
import { App, Button, Form, InputNumber, Select, Slider } from 'antd'
import { useState } from 'react'
import { drawNow, type PanelSetting, savePanel } from '#decision/labelling/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { useNames } from '../../../crm/data.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { percent } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { uiTexts } from '../../../ui/texts.ts'
import { labellingKey, panelQuery } from './data.ts'
import css from './labelling.module.css'
import { labellingTexts } from './texts.ts'

/** Draw now, and who judges. */
export function PanelActions() {
  const say = useText(labellingTexts)
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const draw = useSave(() => call(drawNow), {
    refetch: [labellingKey],
    onDone: ({ sample }) => void message.success(say('drawn', { sample })),
  })
  return (
    <>
      <Button loading={draw.isPending} onClick={() => draw.mutate(undefined)}>
        {say('drawNow')}
      </Button>
      <Button icon={<Icon name="people" size={16} />} onClick={() => setOpen(true)}>
        {say('settings')}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={say('panelTitle')} subtitle={say('panelHint')}>
        <Panel onDone={() => setOpen(false)} />
      </Sheet>
    </>
  )
}

function Panel({ onDone }: { onDone: () => void }) {
  const query = useQuery(panelQuery)
  return <Loaded query={query}>{panel => <PanelForm panel={panel} onDone={onDone} />}</Loaded>
}

const shares = { min: 0, max: 1, step: 0.05, tooltip: { formatter: (value?: number) => percent(value ?? 0) } }

function PanelForm({ panel, onDone }: { panel: PanelSetting; onDone: () => void }) {
  const say = useText(labellingTexts)
  const sayUi = useText(uiTexts)
  const names = useNames()
  const save = useSave((body: PanelSetting) => call(savePanel, { body }), {
    said: say('saved'),
    refetch: [labellingKey],
    onDone,
    silent: true,
  })
  const chosen = [{ required: true, message: say('chosen') }]
  return (
    <Form<PanelSetting> layout="vertical" requiredMark={false} initialValues={panel} onFinish={save.mutate}>
      <Fault error={save.error} />
      <Form.List name="people">
        {(fields, { add, remove }) => (
          <div className={css.people}>
            {fields.map(({ key, name }) => (
              <div key={key}>
                <Form.Item name={[name, 'userId']} label={say('person')} rules={chosen}>
                  <Select showSearch optionFilterProp="label" options={names.people} />
                </Form.Item>
                <Form.Item name={[name, 'perWeek']} label={say('perWeek')}>
                  <InputNumber min={1} max={60} precision={0} />
                </Form.Item>
                <Button
                  type="text"
                  aria-label={sayUi('remove')}
                  icon={<Icon name="close" size={16} />}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Button icon={<Icon name="plus" size={16} />} onClick={() => add({ perWeek: 10 })}>
              {say('addPerson')}
            </Button>
          </div>
        )}
      </Form.List>
      <Form.Item name="doubled" label={say('doubledPart')}>
        <Slider {...shares} marks={{ 0: '0%', 0.5: '50%', 1: '100%' }} />
      </Form.Item>
      <Form.Item name="from" label={say('fromChance')}>
        <Slider {...shares} max={0.95} marks={{ 0: '0%', 0.3: '30%', 0.6: '60%', 0.95: '95%' }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {sayUi('save')}
      </Button>
    </Form>
  )
}
