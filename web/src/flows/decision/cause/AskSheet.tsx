import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, InputNumber, Radio, Select } from 'antd'
import dayjs from 'dayjs'
import { type ReactNode, useState } from 'react'
import { askCause, groupings, measures, type Question } from '#decision/cause/api.ts'
import { DAY } from '#kernel/time.ts'
import { call } from '../../../app/http.ts'
import { useGo } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import { catalogueQuery } from '../ingest/data.ts'
import css from './cause.module.css'
import { causesKey } from './data.ts'
import { useSpeaker } from './useSpeaker.ts'
import { actName, questionWords, type Speaker } from './words.ts'

interface Props {
  open: boolean
  onClose: () => void
}

export function AskSheet({ open, onClose }: Props) {
  const speaker = useSpeaker()
  return (
    <Sheet open={open} onClose={onClose} title={speaker.say('ask')} width={560}>
      <AskForm speaker={speaker} />
    </Sheet>
  )
}

/** The start of the day after today: what is being done today still counts. */
const tomorrow = () => dayjs().add(1, 'day').startOf('day').valueOf()

const beginning = (): Question => ({
  kind: 'adjusted',
  treatment: { event: 'activity.note_added', where: { prop: 'kind', equals: 'visit' } },
  outcome: { event: 'opportunity.won', measure: 'happened' },
  from: tomorrow() - 180 * DAY,
  to: tomorrow(),
  days: 30,
  seed: 1,
})

function AskForm({ speaker }: { speaker: Speaker }) {
  const { say } = speaker
  const go = useGo()
  const [question, setQuestion] = useState(beginning)
  const acts = useActs(speaker)
  const { treatment, outcome, from, to } = question
  const ask = useSave((body: Question) => call(askCause, { body }), {
    refetch: [causesKey],
    onDone: study => void go(`/causes/${study.id}`),
  })
  return (
    <div className={css.form}>
      <Kinds question={question} onQuestion={setQuestion} say={say} />
      <Field label={say('treatment')} name="treatment">
        <Select
          id="treatment"
          showSearch={{ optionFilterProp: 'label' }}
          value={keyOf(treatment)}
          options={acts}
          onChange={key => setQuestion({ ...question, treatment: patternOf(key) })}
        />
      </Field>
      <div className={css.pair}>
        <Field label={say('outcome')} name="outcome">
          <Select
            id="outcome"
            showSearch={{ optionFilterProp: 'label' }}
            value={keyOf(outcome)}
            options={acts}
            onChange={key =>
              setQuestion({ ...question, outcome: { ...patternOf(key), measure: outcome.measure } })
            }
          />
        </Field>
        <Field label={say('measure')} name="measure">
          <Select
            id="measure"
            value={outcome.measure}
            options={measures.map(value => ({ value, label: say(value) }))}
            onChange={measure => setQuestion({ ...question, outcome: { ...outcome, measure } })}
          />
        </Field>
      </div>
      <Shape question={question} onQuestion={setQuestion} say={say} />
      <Field label={say('period')} name="from">
        <DatePicker.RangePicker
          id={{ start: 'from', end: 'to' }}
          allowClear={false}
          value={[dayjs(from), dayjs(to - DAY)]}
          disabledDate={day => day.isAfter(dayjs(), 'day')}
          onChange={days => {
            if (days?.[0] && days[1])
              setQuestion({
                ...question,
                from: days[0].startOf('day').valueOf(),
                to: days[1].startOf('day').valueOf() + DAY,
              })
          }}
        />
      </Field>
      <p className={css.sentence}>{questionWords(question, speaker)}</p>
      <Button type="primary" size="large" block loading={ask.isPending} onClick={() => ask.mutate(question)}>
        {say('start')}
      </Button>
    </div>
  )
}

interface PartProps {
  question: Question
  onQuestion: (question: Question) => void
  say: Speaker['say']
}

function Kinds({ question, onQuestion, say }: PartProps) {
  const { treatment, outcome, from, to, seed } = question
  const shared = { treatment, outcome, from, to, seed }
  return (
    <Radio.Group
      className={css.kinds ?? ''}
      value={question.kind}
      onChange={({ target }) =>
        onQuestion(
          target.value === 'adjusted'
            ? { ...shared, kind: 'adjusted', days: 30 }
            : { ...shared, kind: 'rollout', groupBy: 'region', period: 'week' },
        )
      }
    >
      {(['adjusted', 'rollout'] as const).map(kind => (
        <Radio key={kind} value={kind}>
          <b>{say(kind === 'adjusted' ? 'kindAdjusted' : 'kindRollout')}</b>
          <span className="quiet small">
            {say(kind === 'adjusted' ? 'kindAdjustedHint' : 'kindRolloutHint')}
          </span>
        </Radio>
      ))}
    </Radio.Group>
  )
}

/** What only one of the two kinds asks for. */
function Shape({ question, onQuestion, say }: PartProps) {
  if (question.kind === 'adjusted')
    return (
      <Field label={say('days')} name="days">
        <InputNumber
          id="days"
          min={1}
          max={365}
          value={question.days}
          suffix={say('daysUnit')}
          onChange={days => days !== null && onQuestion({ ...question, days: Math.round(days) })}
        />
      </Field>
    )
  return (
    <div className={css.pair}>
      <Field label={say('groupBy')} name="groupBy">
        <Select
          id="groupBy"
          value={question.groupBy}
          options={groupings.map(value => ({ value, label: say(value) }))}
          onChange={groupBy => onQuestion({ ...question, groupBy })}
        />
      </Field>
      <Field label={say('every')} name="every">
        <Select
          id="every"
          value={question.period}
          options={(['week', 'month'] as const).map(value => ({ value, label: say(value) }))}
          onChange={period => onQuestion({ ...question, period })}
        />
      </Field>
    </div>
  )
}

function Field({ label, name, children }: { label: string; name: string; children: ReactNode }) {
  return (
    <div className={css.field}>
      <label htmlFor={name}>{label}</label>
      {children}
    </div>
  )
}

/** Acts that can be chosen: what sales do first, then everything that was ever met in the log. */
function useActs(speaker: Speaker) {
  const { say, strategies } = speaker
  const { data: types = [] } = useQuery(catalogueQuery)
  const option = (key: string) => ({ value: key, label: actName(patternOf(key), speaker) })
  const sales = [
    'activity.note_added|kind|visit',
    'activity.note_added|kind|call',
    'suggestion.adopted',
    ...[...strategies.keys()].map(id => `suggestion.adopted|strategy|${id}`),
    'suggestion.kit_opened',
    'opportunity.stage_changed',
    'opportunity.won',
    'opportunity.lost',
  ]
  const others = types.map(({ type }) => type).filter(type => !sales.includes(type) && type !== '…')
  return [
    { label: say('sales'), options: sales.map(option) },
    ...(others.length > 0 ? [{ label: say('customer'), options: others.map(option) }] : []),
  ]
}

type Pattern = Question['treatment']

const keyOf = ({ event, where }: Pattern) => (where ? `${event}|${where.prop}|${where.equals}` : event)

function patternOf(key: string): Pattern {
  const [event = '', prop, equals] = key.split('|')
  return prop && equals ? { event, where: { prop, equals } } : { event }
}
