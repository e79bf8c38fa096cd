import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import type { Who } from '#collaboration/approval/api.ts'
import { useText } from '../../../app/i18n.ts'
import { orgQuery, useOrgNames } from '../../../platform/org/org.ts'
import { Icon } from '../../../ui/icons.tsx'
import css from './approval.module.css'
import { Faults } from './Faults.tsx'
import { flowTexts } from './flow-texts.ts'

interface Props {
  label: string
  /** They are asked, not only told. */
  asks?: boolean
  /** What is wrong with it. */
  faults: readonly string[]
  value: Who[]
  onChange: (value: Who[]) => void
}

const first: Record<Who['by'], Who> = {
  mandate: { by: 'mandate' },
  head: { by: 'head', up: 0 },
  role: { by: 'role', role: '' },
  person: { by: 'person', personId: '' },
}

/** Who is asked or told: any number of people, roles, heads of departments, or whoever the mandate names. */
export function WhoList({ label, asks = false, faults, value, onChange }: Props) {
  const say = useText(flowTexts)
  const { data: org } = useQuery(orgQuery)
  const names = useOrgNames()
  const people = (org?.members ?? [])
    .filter(({ active }) => active)
    .map(({ userId, name, title }) => ({ value: userId, label: [name, title].filter(Boolean).join(' · ') }))
  const roles = (org?.roles ?? []).map(({ id }) => ({ value: id, label: names.role(id) }))
  const kinds = [
    { value: 'mandate', label: say('byMandate') },
    { value: 'head', label: say('byHead') },
    { value: 'role', label: say('byRole') },
    { value: 'person', label: say('byPerson') },
  ] as const
  const put = (index: number, who: Who) => onChange(value.toSpliced(index, 1, who))
  return (
    <div className={css.field}>
      <span>{label}</span>
      {value.map((who, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no name but their place
        <div key={i} className={`${css.whoRow} ${who.by === 'mandate' ? css.alone : ''}`}>
          <Select<Who['by']>
            aria-label={label}
            value={who.by}
            options={[...kinds]}
            onChange={by => put(i, first[by])}
          />
          <Detail who={who} label={label} people={people} roles={roles} onChange={next => put(i, next)} />
          <Button
            aria-label={say('removeWho')}
            title={say('removeWho')}
            icon={<Icon name="close" size={14} />}
            onClick={() => onChange(value.toSpliced(i, 1))}
          />
        </div>
      ))}
      <Button
        type="dashed"
        icon={<Icon name="plus" size={14} />}
        onClick={() => onChange([...value, first[value.length === 0 && asks ? 'mandate' : 'person']])}
      >
        {say('addWho')}
      </Button>
      <Faults of={faults} />
    </div>
  )
}

interface DetailProps {
  who: Who
  label: string
  people: { value: string; label: string }[]
  roles: { value: string; label: string }[]
  onChange: (who: Who) => void
}

function Detail({ who, label, people, roles, onChange }: DetailProps) {
  const say = useText(flowTexts)
  const search = { optionFilterProp: 'label' }
  if (who.by === 'person')
    return (
      <Select
        aria-label={label}
        showSearch={search}
        placeholder={say('choose')}
        status={who.personId === '' ? 'error' : ''}
        value={who.personId || null}
        options={people}
        onChange={personId => onChange({ by: 'person', personId: personId ?? '' })}
      />
    )
  if (who.by === 'role')
    return (
      <Select
        aria-label={label}
        placeholder={say('choose')}
        status={who.role === '' ? 'error' : ''}
        value={who.role || null}
        options={roles}
        onChange={role => onChange({ by: 'role', role: role ?? '' })}
      />
    )
  if (who.by === 'mandate') return null
  return (
    <Select
      aria-label={say('levelsUp')}
      value={who.up}
      options={[0, 1, 2, 3].map(up => ({
        value: up,
        label: up === 0 ? say('level0') : say('levelN', { count: up }),
      }))}
      onChange={up => onChange({ by: 'head', up })}
    />
  )
}
