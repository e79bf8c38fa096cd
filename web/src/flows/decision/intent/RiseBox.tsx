import { Button, Form, InputNumber, Switch } from 'antd'
import { type RiseSetting, saveRise } from '#decision/intent/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { uiTexts } from '../../../ui/texts.ts'
import css from './intent.module.css'
import { intentTexts } from './texts.ts'

/** When a rise of the score alone makes a suggestion. */
export function RiseBox({ rise }: { rise: RiseSetting }) {
  const say = useText(intentTexts)
  const sayUi = useText(uiTexts)
  const may = useMay()
  const save = useSave((body: RiseSetting) => call(saveRise, { body }), {
    said: say('riseSaved'),
    silent: true,
  })
  const needed = [{ required: true, message: say('needed') }]
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('rise')}</h2>
      <p className="quiet small">{say('riseHint')}</p>
      <Form<RiseSetting>
        className={css.rise ?? ''}
        layout="horizontal"
        colon={false}
        labelAlign="left"
        requiredMark={false}
        initialValues={rise}
        disabled={!may('score.write')}
        onFinish={save.mutate}
      >
        <Fault error={save.error} />
        <Form.Item name="enabled" label={say('enabled')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="points" label={say('points')} rules={needed}>
          <InputNumber min={1} max={100} />
        </Form.Item>
        <Form.Item name="threshold" label={say('threshold')} rules={needed}>
          <InputNumber min={1} max={99} />
        </Form.Item>
        <Form.Item name="quietDays" label={say('quietDays')} rules={needed}>
          <InputNumber min={1} max={90} precision={0} />
        </Form.Item>
        {may('score.write') && (
          <Button htmlType="submit" loading={save.isPending}>
            {sayUi('save')}
          </Button>
        )}
      </Form>
    </section>
  )
}
