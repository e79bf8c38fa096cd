import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { deliveryRoutes } from '#collaboration/delivery/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { isoDay } from '../../../ui/format.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { teamsQuery } from './data.ts'
import css from './delivery.module.css'
import { DayInput, Labelled } from './Fields.tsx'
import { deliveryTexts } from './texts.ts'

/** Who is away, and when; what was entered can be taken back. */
export function LeaveSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useText(deliveryTexts)
  return (
    <Sheet open={open} onClose={onClose} title={say('leave')}>
      {open && <Form />}
    </Sheet>
  )
}

function Form() {
  const say = useText(deliveryTexts)
  const undo = useUndo()
  const today = isoDay(Date.now())
  const teams = (useQuery(teamsQuery).data?.items ?? []).filter(({ archived }) => !archived)
  const [who, setWho] = useState<string[]>([])
  const [from, setFrom] = useState(today)
  const [to, setTo] = useState(today)
  const [reason, setReason] = useState('')
  const refetch = [['delivery']]
  const send = (body: { resourceIds: string[]; from: string; to: string; reason?: string }) =>
    call(deliveryRoutes.addLeave, { body: { id: newId(), ...body } })
  const add = useSave(send, { said: say('leaveEntered'), refetch, silent: true, onDone: () => setWho([]) })
  const remove = useSave((id: string) => call(deliveryRoutes.removeLeave, { params: { id } }), { refetch })
  const leaves = teams.flatMap(team =>
    team.leaves.map(leave => ({
      ...leave,
      name: team.resources.find(({ id }) => id === leave.resourceId)?.name ?? '',
    })),
  )
  return (
    <div className={css.sheet}>
      <Fault error={add.error} />
      <Labelled label={say('leaveOf')}>
        <Select
          mode="multiple"
          aria-label={say('leaveOf')}
          value={who}
          onChange={setWho}
          options={teams.map(team => ({
            label: team.name,
            options: team.resources.map(({ id, name }) => ({ value: id, label: name })),
          }))}
        />
      </Labelled>
      <div className={css.moveRow}>
        <Labelled label={say('leaveFrom')}>
          <DayInput
            label={say('leaveFrom')}
            value={from}
            onChange={day => {
              setFrom(day)
              if (day > to) setTo(day)
            }}
          />
        </Labelled>
        <Labelled label={say('leaveTo')}>
          <DayInput label={say('leaveTo')} value={to} onChange={setTo} />
        </Labelled>
      </div>
      <Input
        aria-label={say('leaveReason')}
        placeholder={say('leaveReason')}
        maxLength={60}
        value={reason}
        onChange={event => setReason(event.target.value)}
      />
      <Button
        type="primary"
        disabled={who.length === 0}
        loading={add.isPending}
        onClick={() =>
          add.mutate({ resourceIds: who, from, to, ...(reason.trim() ? { reason: reason.trim() } : {}) })
        }
      >
        {say('enterLeave')}
      </Button>
      {leaves.length > 0 && (
        <section>
          <h3>{say('leaves')}</h3>
          <ul className={css.leaves}>
            {leaves.map(leave => (
              <li key={leave.id}>
                <span>
                  {leave.name}{' '}
                  <span className="num quiet">
                    {leave.from === leave.to ? leave.from : `${leave.from} – ${leave.to}`}
                  </span>{' '}
                  {leave.reason}
                </span>
                <Button
                  size="small"
                  type="text"
                  onClick={() =>
                    remove.mutate(leave.id, {
                      onSuccess: () =>
                        undo(say('leaveRemoved', { name: leave.name }), () =>
                          add.mutate({
                            resourceIds: [leave.resourceId],
                            ...{ from: leave.from, to: leave.to },
                            ...(leave.reason ? { reason: leave.reason } : {}),
                          }),
                        ),
                    })
                  }
                >
                  {say('removeLeave')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
