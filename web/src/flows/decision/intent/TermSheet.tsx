import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import type { ModelBody } from '#decision/intent/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import { catalogueQuery } from '../strategy/data.ts'
import css from './intent.module.css'
import type { Group, Term } from './model.ts'
import type { Editing } from './ScoreModelPage.tsx'
import { type IntentText, intentTexts } from './texts.ts'

interface Props {
  editing: Editing | undefined
  model: ModelBody
  onClose: () => void
  onPrior: (prior: ModelBody['prior']) => void
  /** Undefined takes the term away. */
  onTerm: (group: Group, id: string, term: Term | undefined) => void
}

/** All of a term, or the prior, to change; nothing counts before the model is saved. */
export function TermSheet({ editing, model, onClose, onPrior, onTerm }: Props) {
  const say = useText(intentTexts)
  const locale = useLocale()
  const title =
    editing === 'prior' ? say('prior') : editing ? pick(editing.term.name, locale) || say('newTerm') : ''
  return (
    <Sheet open={editing !== undefined} onClose={onClose} title={title} width={520}>
      {editing === 'prior' && (
        <PriorForm
          prior={model.prior}
          onDone={prior => {
            onPrior(prior)
            onClose()
          }}
        />
      )}
      {editing && editing !== 'prior' && (
        <TermForm
          term={editing.term}
          group={editing.group}
          onDone={term => {
            onTerm(editing.group, editing.term.id, term)
            onClose()
          }}
        />
      )}
    </Sheet>
  )
}

function PriorForm({
  prior,
  onDone,
}: {
  prior: ModelBody['prior']
  onDone: (prior: ModelBody['prior']) => void
}) {
  const say = useText(intentTexts)
  return (
    <Form layout="vertical" requiredMark={false} initialValues={prior} onFinish={onDone}>
      <div className={css.pair}>
        <Amount name="logOdds" label={say('weight')} min={-20} max={20} step={0.1} />
        <Amount name="sd" label={say('sd')} hint={say('sdHint')} min={0} max={20} step={0.05} />
      </div>
      <Both field="reason" label="reason" />
      <Button type="primary" htmlType="submit" block size="large">
        {say('done')}
      </Button>
    </Form>
  )
}

type Fields = Record<string, unknown> & {
  where?: string
  amount?: { of?: string; half?: number | null }
  most?: number | null
}

function TermForm({
  term,
  group,
  onDone,
}: {
  term: Term
  group: Group
  onDone: (term: Term | undefined) => void
}) {
  const say = useText(intentTexts)
  const finish = (fields: Fields) => onDone(tidy(term, fields))
  return (
    <Form<Fields> layout="vertical" requiredMark={false} initialValues={term} onFinish={finish}>
      <div className={css.pair}>
        <Amount name="weight" label={say('weight')} min={-20} max={20} step={0.05} />
        <Amount name="sd" label={say('sd')} hint={say('sdHint')} min={0} max={20} step={0.05} />
        {group !== 'profile' && (
          <Amount
            name="halfLifeDays"
            label={`${say('halfLife')}（${say('daysUnit')}）`}
            min={0.1}
            max={3650}
            step={1}
          />
        )}
        {group === 'absences' && (
          <Amount name="forDays" label={say('forDays')} min={0.1} max={3650} step={1} />
        )}
      </div>
      <Both field="name" label="name" />
      <Both field="reason" label="reason" />
      {group === 'events' && <EventParts />}
      {group === 'profile' && <Cel name="when" label={say('when')} needed />}
      {group === 'absences' && (
        <>
          <Types name="after" label={say('after')} />
          <Types name="without" label={say('without')} />
        </>
      )}
      <div className={css.buttons}>
        <Button type="primary" htmlType="submit" size="large">
          {say('done')}
        </Button>
        <Button type="text" danger onClick={() => onDone(undefined)}>
          {say('remove')}
        </Button>
      </div>
    </Form>
  )
}

/** The term with the fields written over it; what was emptied is taken away. */
function tidy(term: Term, { where, amount, most, ...fields }: Fields): Term {
  const {
    where: _where,
    amount: _amount,
    most: _most,
    ...rest
  } = term as Term & {
    where?: string
    amount?: unknown
    most?: number
  }
  const scaled = amount?.of && amount.half ? { amount: { of: amount.of, half: amount.half } } : {}
  return { ...rest, ...fields, ...(where ? { where } : {}), ...(most ? { most } : {}), ...scaled } as Term
}

function EventParts() {
  const say = useText(intentTexts)
  return (
    <>
      <Types name="event" label={say('event')} />
      <Cel name="where" label={say('where')} />
      <div className={css.pair}>
        <Form.Item name={['amount', 'of']} label={say('amountOf')} extra={say('amountHint')}>
          <Input placeholder="props.seconds" className={css.code ?? ''} />
        </Form.Item>
        <Form.Item name={['amount', 'half']} label={say('amountHalf')}>
          <InputNumber min={0.001} style={{ width: '100%' }} />
        </Form.Item>
      </div>
      <Form.Item name="most" label={say('most')} extra={say('mostHint')}>
        <InputNumber min={0.5} max={1000} step={0.5} style={{ width: '100%' }} />
      </Form.Item>
    </>
  )
}

interface AmountProps {
  name: string
  label: string
  hint?: string
  min: number
  max: number
  step: number
}

function Amount({ name, label, hint, ...limits }: AmountProps) {
  const say = useText(intentTexts)
  return (
    <Form.Item
      name={name}
      label={label}
      {...(hint ? { extra: hint } : {})}
      rules={[{ required: true, message: say('needed') }]}
    >
      <InputNumber {...limits} style={{ width: '100%' }} />
    </Form.Item>
  )
}

function Both({ field, label }: { field: string; label: IntentText }) {
  const say = useText(intentTexts)
  return (['zh-CN', 'en'] as const).map(lang => (
    <Form.Item
      key={lang}
      name={[field, lang]}
      label={`${say(label)} · ${say(lang === 'en' ? 'en' : 'zh')}`}
      rules={[{ required: true, whitespace: true, message: say('needed') }]}
    >
      <Input.TextArea lang={lang} autoSize={{ minRows: 1, maxRows: 4 }} maxLength={200} />
    </Form.Item>
  ))
}

function Cel({ name, label, needed = false }: { name: string; label: string; needed?: boolean }) {
  const say = useText(intentTexts)
  return (
    <Form.Item
      name={name}
      label={label}
      rules={needed ? [{ required: true, whitespace: true, message: say('needed') }] : []}
    >
      <Input.TextArea className={css.code ?? ''} autoSize={{ minRows: 1, maxRows: 6 }} spellCheck={false} />
    </Form.Item>
  )
}

function Types({ name, label }: { name: string; label: string }) {
  const say = useText(intentTexts)
  const { data } = useQuery(catalogueQuery)
  return (
    <Form.Item name={name} label={label} rules={[{ required: true, message: say('needed') }]}>
      <Select mode="tags" options={(data ?? []).map(({ type }) => ({ value: type, label: type }))} />
    </Form.Item>
  )
}
