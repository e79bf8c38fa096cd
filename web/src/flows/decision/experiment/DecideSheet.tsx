import { Button, Input, Radio } from 'antd'
import { useId, useState } from 'react'
import {
  type ExperimentView,
  rollBackExperiment,
  shipExperiment,
  stopExperiment,
} from '#decision/experiment/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import { experimentsKey } from './data.ts'
import css from './experiment.module.css'
import { experimentTexts } from './texts.ts'
import { armName } from './words.ts'

export type Decision = 'ship' | 'stop' | 'roll-back'

interface Props {
  view: ExperimentView
  decision: Decision | undefined
  onClose: () => void
}

const titles = { ship: 'confirmShip', stop: 'confirmStop', 'roll-back': 'confirmRollBack' } as const
const hints = { ship: 'shipHint', stop: 'stopHint', 'roll-back': 'rollBackHint' } as const

/** Decides on an experiment; the reason is asked for, because the report keeps it. */
export function DecideSheet({ view, decision, onClose }: Props) {
  const say = useText(experimentTexts)
  const reasonId = useId()
  const [reason, setReason] = useState('')
  const [holdout, setHoldout] = useState(0.1)
  const [arm, setArm] = useState(view.lift?.arm ?? 'then')
  const params = { id: view.id }
  const save = useSave(
    () => {
      if (decision === 'ship') return call(shipExperiment, { params, body: { reason, arm, holdout } })
      return call(decision === 'stop' ? stopExperiment : rollBackExperiment, { params, body: { reason } })
    },
    { said: say('done'), refetch: [experimentsKey, ['strategies']], onDone: onClose },
  )
  const treatments = view.arms.filter(item => item.id !== 'holdout')
  return (
    <Sheet
      open={decision !== undefined}
      onClose={onClose}
      title={decision ? say(titles[decision]) : ''}
      footer={
        <Button
          type="primary"
          block
          danger={decision === 'stop'}
          disabled={reason.trim() === ''}
          loading={save.isPending}
          onClick={() => save.mutate(undefined)}
        >
          {decision ? say(titles[decision]) : ''}
        </Button>
      }
    >
      <div className={css.form}>
        <p>{decision && say(hints[decision])}</p>
        {decision === 'ship' && (
          <>
            <Radio.Group
              value={holdout}
              onChange={event => setHoldout(event.target.value)}
              options={[
                { value: 0.1, label: say('keepHoldout') },
                { value: 0, label: say('keepNone') },
              ]}
            />
            {treatments.length > 1 && (
              <Radio.Group
                aria-label={say('shipWhich')}
                value={arm}
                onChange={event => setArm(event.target.value)}
                options={treatments.map(({ id }) => ({ value: id, label: armName(id, say) }))}
              />
            )}
          </>
        )}
        <div>
          <label htmlFor={reasonId}>{say('reason')}</label>
          <Input.TextArea
            id={reasonId}
            rows={3}
            maxLength={500}
            value={reason}
            placeholder={say('reasonHint')}
            onChange={event => setReason(event.target.value)}
          />
        </div>
      </div>
    </Sheet>
  )
}
