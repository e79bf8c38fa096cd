import { useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { deliveryRoutes, type TeamInput, type TeamView } from '#collaboration/delivery/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { useNames } from '../../../crm/data.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { teamsQuery } from './data.ts'
import css from './delivery.module.css'
import { Labelled } from './Fields.tsx'
import { deliveryTexts } from './texts.ts'

/** Teams: who is in them, what each can do, when they work. */
export function TeamsSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useText(deliveryTexts)
  const teams = useQuery({ ...teamsQuery, enabled: open }).data?.items
  const [chosen, setChosen] = useState<string>()
  const team = teams?.find(({ id }) => id === chosen) ?? (chosen === 'new' ? undefined : teams?.[0])
  return (
    <Sheet open={open} onClose={onClose} title={say('teams')} width={560}>
      {teams && (
        <div className={css.sheet}>
          <Segmented
            value={team?.id ?? 'new'}
            onChange={setChosen}
            options={[
              ...teams.map(({ id, name, archived }) => ({
                value: id,
                label: archived ? `${name}（${say('archived')}）` : name,
              })),
              { value: 'new', label: say('addTeam') },
            ]}
          />
          <Form
            key={`${team?.id ?? 'new'} ${team?.version ?? 0}`}
            team={team}
            skills={[...new Set(teams.flatMap(({ resources }) => resources.flatMap(({ skills }) => skills)))]}
            onMade={setChosen}
          />
        </div>
      )}
    </Sheet>
  )
}

const fresh: TeamInput = { name: '', leadId: null, opens: 540, closes: 1080, resources: [] }

const clockText = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const minuteOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))

function Form({
  team,
  skills,
  onMade,
}: {
  team: TeamView | undefined
  skills: string[]
  onMade: (id: string) => void
}) {
  const say = useText(deliveryTexts)
  const names = useNames()
  const [input, setInput] = useState<TeamInput>(() =>
    team
      ? {
          name: team.name,
          leadId: team.leadId,
          opens: team.opens,
          closes: team.closes,
          resources: team.resources,
        }
      : fresh,
  )
  const set = (change: Partial<TeamInput>) => setInput(before => ({ ...before, ...change }))
  const save = useSave(
    (archived: boolean) =>
      team
        ? call(deliveryRoutes.saveTeam, {
            params: { id: team.id },
            body: { ...input, version: team.version, archived },
          })
        : call(deliveryRoutes.addTeam, { body: input }),
    { said: say('saved'), refetch: [['delivery']], silent: true, onDone: made => onMade(made.id) },
  )
  return (
    <>
      <Fault error={save.error} />
      <Labelled label={say('name')}>
        <Input
          aria-label={say('name')}
          maxLength={40}
          value={input.name}
          onChange={event => set({ name: event.target.value })}
        />
      </Labelled>
      <div className={css.moveRow}>
        <Labelled label={say('lead')}>
          <Select
            allowClear
            aria-label={say('lead')}
            value={input.leadId}
            options={names.people}
            onChange={leadId => set({ leadId: leadId ?? null })}
          />
        </Labelled>
        <Labelled label={say('hours')}>
          <span className={css.hours}>
            {(['opens', 'closes'] as const).map(side => (
              <input
                key={side}
                type="time"
                className={css.day ?? ''}
                aria-label={`${say('hours')} ${say(side === 'opens' ? 'from' : 'to')}`}
                value={clockText(input[side])}
                onChange={event => event.target.value && set({ [side]: minuteOf(event.target.value) })}
              />
            ))}
          </span>
        </Labelled>
      </div>
      <Members input={input} set={set} skills={skills} />
      <div className={css.acts}>
        <Button
          type="primary"
          disabled={input.name.trim() === '' || input.resources.some(({ name }) => name.trim() === '')}
          loading={save.isPending}
          onClick={() => save.mutate(team?.archived ?? false)}
        >
          {say('save')}
        </Button>
        {team && (
          <Button type="text" onClick={() => save.mutate(!team.archived)}>
            {say(team.archived ? 'restore' : 'archive')}
          </Button>
        )}
      </div>
    </>
  )
}

function Members({
  input,
  set,
  skills,
}: {
  input: TeamInput
  set: (change: Partial<TeamInput>) => void
  skills: string[]
}) {
  const say = useText(deliveryTexts)
  const change = (id: string, values: Partial<TeamInput['resources'][number]>) =>
    set({ resources: input.resources.map(each => (each.id === id ? { ...each, ...values } : each)) })
  return (
    <fieldset className={css.group}>
      <legend>{say('members')}</legend>
      {input.resources.map((each, at) => (
        <div key={each.id} className={css.member}>
          <Input
            aria-label={`${say('member')} ${at + 1}`}
            maxLength={40}
            value={each.name}
            onChange={event => change(each.id, { name: event.target.value })}
          />
          <Select
            mode="tags"
            aria-label={`${say('skills')} ${at + 1}`}
            placeholder={say('skillsHint')}
            value={each.skills}
            options={skills.map(value => ({ value, label: value }))}
            onChange={next => change(each.id, { skills: next })}
          />
          <Button
            type="text"
            icon={<Icon name="close" size={16} />}
            aria-label={`${say('removeMember')} ${each.name}`}
            onClick={() => set({ resources: input.resources.filter(({ id }) => id !== each.id) })}
          />
        </div>
      ))}
      <Button
        icon={<Icon name="plus" size={16} />}
        onClick={() =>
          set({ resources: [...input.resources, { id: newId(), name: '', userId: null, skills: [] }] })
        }
      >
        {say('addMember')}
      </Button>
    </fieldset>
  )
}
