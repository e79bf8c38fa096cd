import { useQuery } from '@tanstack/react-query'
import { Button, InputNumber, Switch } from 'antd'
import { useState } from 'react'
import { type PaymentRules, paymentRoutes } from '#collaboration/payment/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { rulesQuery } from './data.ts'
import { Field } from './Field.tsx'
import css from './payment.module.css'
import { paymentTexts } from './texts.ts'

/** When delivery may start, and what is confirmed without anybody. */
export function RulesSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useText(paymentTexts)
  return (
    <Sheet open={open} onClose={onClose} title={say('rulesTitle')} width={420}>
      <Rules onClose={onClose} />
    </Sheet>
  )
}

function Rules({ onClose }: { onClose: () => void }) {
  const query = useQuery(rulesQuery)
  return <Loaded query={query}>{rules => <Form rules={rules} onClose={onClose} />}</Loaded>
}

function Form({ rules, onClose }: { rules: PaymentRules; onClose: () => void }) {
  const say = useText(paymentTexts)
  const [value, setValue] = useState(rules)
  const save = useSave(() => call(paymentRoutes.changeRules, { body: value }), {
    said: say('saved'),
    refetch: [rulesQuery.queryKey],
    onDone: onClose,
  })
  return (
    <div className={css.stack}>
      <Field label={say('coverPercent')} hint={say('coverHint')}>
        <InputNumber
          min={1}
          max={100}
          value={value.coverPercent}
          onChange={coverPercent => setValue({ ...value, coverPercent: coverPercent ?? 100 })}
        />
      </Field>
      <div className={css.field}>
        <span>{say('exactByRule')}</span>
        <span>
          <Switch
            aria-label={say('exactByRule')}
            checked={value.exactByRule}
            onChange={exactByRule => setValue({ ...value, exactByRule })}
          />
        </span>
        <span className="quiet small">{say('exactByRuleHint')}</span>
      </div>
      <Button type="primary" loading={save.isPending} onClick={() => save.mutate(undefined)}>
        {say('save')}
      </Button>
    </div>
  )
}
