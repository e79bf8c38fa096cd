import { Button, Form, Input, InputNumber, Progress, Select } from 'antd'
import { type ChallengerView, type LearningQuestion, startLearning } from '#decision/intent/learning-api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { Fault } from '../../../ui/Fault.tsx'
import css from './intent.module.css'
import { learningTexts } from './learning-texts.ts'

interface Fields {
  kind: 'deals' | 'notes' | 'event'
  event?: string
  horizonDays: number
}

/** What to learn, and the button that starts it. */
export function AskBox({ challenger }: { challenger: ChallengerView | null }) {
  const say = useText(learningTexts)
  const may = useMay()
  const learn = useLearn()
  const [form] = Form.useForm<Fields>()
  const kind = Form.useWatch('kind', form)
  const busy = challenger?.state === 'learning' || learn.isPending
  const last = challenger?.question
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('ask')}</h2>
      <p className="quiet small">{say('askHint')}</p>
      {!may('score.write') && <p className="small">{say('askNotYours')}</p>}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        disabled={!may('score.write') || busy}
        initialValues={{
          kind: last?.outcome.kind ?? 'deals',
          horizonDays: last?.horizonDays ?? 30,
          ...(last?.outcome.kind === 'event' && { event: last.outcome.event }),
        }}
        onFinish={fields => learn.mutate(questionOf(fields))}
      >
        <Fault error={learn.error} />
        <Form.Item name="kind" label={say('outcome')}>
          <Select
            options={(['deals', 'notes', 'event'] as const).map(value => ({ value, label: say(value) }))}
          />
        </Form.Item>
        {kind === 'event' && (
          <Form.Item
            name="event"
            label={say('eventType')}
            rules={[{ required: true, message: say('needed') }]}
          >
            <Input placeholder="quote.requested" maxLength={200} />
          </Form.Item>
        )}
        <Form.Item name="horizonDays" label={say('horizon')}>
          <InputNumber min={7} max={180} precision={0} />
        </Form.Item>
        {may('score.write') && (
          <Button
            type={challenger?.card ? 'default' : 'primary'}
            htmlType="submit"
            loading={busy}
            disabled={busy}
          >
            {say(busy ? 'learning' : challenger ? 'learnAgain' : 'learn')}
          </Button>
        )}
      </Form>
      {challenger?.state === 'learning' && (
        <Progress percent={Math.round((challenger.progress ?? 0) * 100)} aria-label={say('learning')} />
      )}
    </section>
  )
}

/** Starts learning; the page then reads on by itself. */
export function useLearn() {
  return useSave((body: LearningQuestion) => call(startLearning, { body }), {
    refetch: [['score-learning']],
    silent: true,
  })
}

function questionOf({ kind, event, horizonDays }: Fields): LearningQuestion {
  const outcome = kind === 'event' ? { kind, event: event ?? '' } : { kind }
  return { outcome, horizonDays, keep: [] }
}
