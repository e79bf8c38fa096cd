import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown, Input, Select } from 'antd'
import { listKits } from '#decision/playkit/api.ts'
import { channels } from '#platform/notify/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useNames } from '../../../crm/data.ts'
import { Icon, type IconName } from '../../../ui/icons.tsx'
import { endpointsQuery } from './data.ts'
import {
  type Doc,
  getIn,
  listOf,
  moveItem,
  type Path,
  pathText,
  recordOf,
  renameField,
  textOf,
} from './doc.ts'
import { useDoc, useFaults, useField } from './edit-context.ts'
import css from './editor.module.css'
import { BothField, CelField, DurationField, Faults, Field, TextField } from './fields.tsx'
import { ItemMenu } from './ItemMenu.tsx'
import { strategyTexts } from './texts.ts'

export const verbs = ['suggest', 'tag', 'priority', 'task', 'notify', 'webhook', 'emit'] as const
export type Verb = (typeof verbs)[number]
export const verbIcons: Record<Verb, IconName> = {
  suggest: 'briefcase',
  tag: 'tag',
  priority: 'flag',
  task: 'check',
  notify: 'bell',
  webhook: 'link',
  emit: 'bolt',
}
const empty = { 'zh-CN': '', en: '' }
export const fresh: Record<Verb, Doc> = {
  suggest: { do: 'suggest', to: 'owner', title: empty, reason: empty, expires: '2d' },
  tag: { do: 'tag', add: [] },
  priority: { do: 'priority', lead: 'A' },
  task: { do: 'task', to: 'owner', title: empty, due: '1d' },
  notify: { do: 'notify', to: { role: 'director', of: 'region' }, text: empty },
  webhook: { do: 'webhook', endpoint: '' },
  emit: { do: 'emit', event: '', props: {} },
}

export const verbOf = (action: Doc): Verb | undefined => verbs.find(verb => verb === action.do)

/** 就: what is done, in order. Also the actions of a variant. */
export function ActionsForm({ path }: { path: Path }) {
  const say = useText(strategyTexts)
  const { doc, set } = useDoc()
  const actions = listOf(getIn(doc, path))
  const { faults } = useFaults(path)
  const add = (verb: Verb) => set([...path, actions.length], structuredClone(fresh[verb]))
  return (
    <>
      <Faults faults={faults} />
      {actions.map((action, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an action has no name of its own
        <Action key={index} path={path} index={index} action={recordOf(action)} of={actions.length} />
      ))}
      <Dropdown
        trigger={['click']}
        menu={{
          items: verbs.map(verb => ({
            key: verb,
            label: say(`do.${verb}`),
            icon: <Icon name={verbIcons[verb]} size={16} />,
            onClick: () => add(verb),
          })),
        }}
      >
        <Button type="dashed" icon={<Icon name="plus" size={16} />} aria-haspopup="menu">
          {say('addAction')}
        </Button>
      </Dropdown>
    </>
  )
}

interface ActionProps {
  path: Path
  index: number
  action: Doc
  of: number
}

function Action({ path, index, action, of }: ActionProps) {
  const say = useText(strategyTexts)
  const { doc, set } = useDoc()
  const at = [...path, index]
  const { faults } = useFaults(at)
  const { faults: verbFaults } = useFaults([...at, 'do'])
  const verb = verbOf(action)
  const title = verb ? say(`do.${verb}`) : textOf(action.do)
  return (
    <article className={css.item} data-path={pathText(at)}>
      <header>
        <Icon name={verb ? verbIcons[verb] : 'warn'} size={16} />
        <h3>{title}</h3>
        <ItemMenu
          label={title}
          first={index === 0}
          last={index === of - 1}
          onMove={by => set(path, moveItem(listOf(getIn(doc, path)), index, by))}
          onRemove={() => set(at, undefined)}
        />
      </header>
      <Faults faults={[...faults, ...verbFaults]} />
      <div className={css.grid}>
        {verb ? <ActionParts verb={verb} path={at} /> : <p className={css.hint}>{say('otherJson')}</p>}
      </div>
    </article>
  )
}

/** The fields of one action. */
export function ActionParts({ verb, path }: { verb: Verb; path: Path }) {
  const say = useText(strategyTexts)
  const to = <WhomField path={[...path, 'to']} />
  switch (verb) {
    case 'suggest':
      return (
        <>
          {to}
          <KitField path={[...path, 'kit']} />
          <BothField path={[...path, 'title']} label={say('title')} />
          <BothField path={[...path, 'reason']} label={say('reason')} rows={2} />
          <TextHint />
          <DurationField path={[...path, 'expires']} label={say('expires')} />
          <TextField optional path={[...path, 'value']} label={say('value')} hint={say('valueHint')} />
        </>
      )
    case 'tag':
      return (
        <>
          <TagsField path={[...path, 'add']} label={say('addTags')} />
          <TagsField path={[...path, 'remove']} label={say('removeTags')} optional />
        </>
      )
    case 'priority':
      return <PriorityField path={[...path, 'lead']} />
    case 'task':
      return (
        <>
          {to}
          <DurationField path={[...path, 'due']} label={say('due')} />
          <BothField path={[...path, 'title']} label={say('title')} />
          <TextHint />
        </>
      )
    case 'notify':
      return (
        <>
          {to}
          <ChannelsField path={[...path, 'channels']} />
          <BothField path={[...path, 'text']} label={say('text')} rows={2} />
          <TextHint />
        </>
      )
    case 'webhook':
      return (
        <>
          <EndpointField path={[...path, 'endpoint']} />
          <CelField path={[...path, 'body']} label={say('body')} placeholder="{'account': customer.name}" />
        </>
      )
    case 'emit':
      return (
        <>
          <TextField path={[...path, 'event']} label={say('emitEvent')} placeholder="deal.at_risk" />
          <EmitProps path={[...path, 'props']} />
        </>
      )
  }
}

function TextHint() {
  const say = useText(strategyTexts)
  return <p className={`${css.hint} ${css.wide}`}>{say('textHint', { example: '{{ customer.name }}' })}</p>
}

const roles = ['director', 'manager', 'rep', 'admin', 'compliance', 'integrator'] as const

function WhomField({ path }: { path: Path }) {
  const say = useText(strategyTexts)
  const names = useNames()
  const [value, set] = useField(path)
  const whom = recordOf(value)
  const kind = value === 'owner' ? 'owner' : Object.hasOwn(whom, 'user') ? 'user' : 'role'
  const starts = { owner: 'owner', role: { role: 'manager', of: 'department' }, user: { user: '' } }
  return (
    <>
      <Field label={say('to')} path={path}>
        {id => (
          <Select
            id={id}
            value={kind}
            options={(['owner', 'role', 'user'] as const).map(one => ({ value: one, label: say(one) }))}
            onChange={(next: keyof typeof starts) => set(starts[next])}
          />
        )}
      </Field>
      {kind === 'role' && (
        <>
          <Field label={say('role')} path={[...path, 'role']}>
            {id => (
              <Select
                id={id}
                value={textOf(whom.role)}
                options={roles.map(role => ({ value: role, label: say(`role.${role}`) }))}
                onChange={(role: string) => set({ ...whom, role })}
              />
            )}
          </Field>
          <Field label={say('ofWhere')} path={[...path, 'of']}>
            {id => (
              <Select
                id={id}
                value={textOf(whom.of)}
                options={[
                  { value: 'department', label: say('ofDepartment') },
                  { value: 'region', label: say('ofRegion') },
                  { value: 'workspace', label: say('ofWorkspace') },
                ]}
                onChange={(of: string) => set({ ...whom, of })}
              />
            )}
          </Field>
        </>
      )}
      {kind === 'user' && (
        <Field label={say('user')} path={[...path, 'user']}>
          {id => (
            <Select
              id={id}
              showSearch={{ optionFilterProp: 'label' }}
              value={textOf(whom.user) || null}
              options={names.people}
              onChange={(user: string) => set({ ...whom, user })}
            />
          )}
        </Field>
      )}
    </>
  )
}

function KitField({ path }: { path: Path }) {
  const say = useText(strategyTexts)
  const [value, set] = useField(path)
  const { data } = useQuery({ queryKey: ['kits', 'list'], queryFn: () => call(listKits) })
  const kits = (data ?? []).filter(kit => kit.retiredAt === null || kit.id === value)
  return (
    <Field label={say('kit')} path={path}>
      {id => (
        <Select
          id={id}
          allowClear
          placeholder={say('noKit')}
          value={textOf(value) || null}
          options={kits.map(kit => ({ value: kit.id, label: kit.name }))}
          onChange={(kit: string | undefined) => set(kit)}
        />
      )}
    </Field>
  )
}

function TagsField({ path, label, optional = false }: { path: Path; label: string; optional?: boolean }) {
  const [value, set] = useField(path)
  return (
    <Field label={label} path={path} below wide>
      {(id, invalid) => (
        <Select
          id={id}
          mode="tags"
          open={false}
          suffixIcon={null}
          status={invalid ? 'error' : ''}
          value={listOf(value).map(textOf)}
          tokenSeparators={[',', '，']}
          onChange={(tags: string[]) => set(optional && tags.length === 0 ? undefined : tags)}
        />
      )}
    </Field>
  )
}

function PriorityField({ path }: { path: Path }) {
  const say = useText(strategyTexts)
  const [value, set] = useField(path)
  return (
    <Field label={say('lead')} path={path}>
      {id => (
        <Select
          id={id}
          value={textOf(value)}
          options={['S', 'A', 'B', 'C', 'D'].map(one => ({ value: one, label: one }))}
          onChange={set}
        />
      )}
    </Field>
  )
}

function ChannelsField({ path }: { path: Path }) {
  const say = useText(strategyTexts)
  const [value, set] = useField(path)
  return (
    <Field label={say('channels')} path={path} below hint={say('channelsHint')}>
      {id => (
        <Select
          id={id}
          mode="multiple"
          value={listOf(value).map(textOf)}
          options={channels.map(one => ({ value: one, label: say(`channel.${one}`) }))}
          onChange={(next: string[]) => set(next.length === 0 ? undefined : next)}
        />
      )}
    </Field>
  )
}

function EndpointField({ path }: { path: Path }) {
  const say = useText(strategyTexts)
  const [value, set] = useField(path)
  const { data } = useQuery(endpointsQuery)
  return (
    <Field label={say('endpoint')} path={path}>
      {(id, invalid) => (
        <Select
          id={id}
          status={invalid ? 'error' : ''}
          value={textOf(value) || null}
          options={(data ?? []).map(endpoint => ({ value: endpoint.id, label: endpoint.name }))}
          onChange={set}
        />
      )}
    </Field>
  )
}

function EmitProps({ path }: { path: Path }) {
  const say = useText(strategyTexts)
  const [value, set] = useField(path)
  const props = recordOf(value)
  const add = () => {
    let number = 1
    while (Object.hasOwn(props, `prop${number}`)) number++
    set({ ...props, [`prop${number}`]: '' })
  }
  return (
    <Field label={say('props')} path={path} below wide>
      {() => (
        <div className={css.pairs}>
          {Object.entries(props).map(([name, cel], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: its name is what is being edited
            <div key={index}>
              <Input
                aria-label={say('propName')}
                defaultValue={name}
                onBlur={event => {
                  const to = event.target.value.trim()
                  if (to && to !== name && !Object.hasOwn(props, to)) set(renameField(props, name, to))
                }}
              />
              <Input
                aria-label={name}
                className={css.code ?? ''}
                value={textOf(cel)}
                onChange={event => set({ ...props, [name]: event.target.value })}
              />
              <Button
                type="text"
                icon={<Icon name="close" size={16} />}
                aria-label={`${say('remove')}: ${name}`}
                onClick={() => set(Object.fromEntries(Object.entries(props).filter(([key]) => key !== name)))}
              />
            </div>
          ))}
          <Button size="small" onClick={add}>
            {say('addProp')}
          </Button>
        </div>
      )}
    </Field>
  )
}
