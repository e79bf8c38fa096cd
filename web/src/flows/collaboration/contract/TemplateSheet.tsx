import { Button, Dropdown, Input } from 'antd'
import { useState } from 'react'
import {
  type ContractLanguage,
  type LibraryClause,
  libraryRoutes,
  type Template,
} from '#collaboration/contract/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './contract.module.css'
import { titleOf } from './data.ts'
import { contractTexts } from './texts.ts'
import { useArchive } from './useArchive.ts'

interface Props {
  template: Template | 'new' | undefined
  clauses: LibraryClause[]
  language: ContractLanguage
  onClose: () => void
}

/** A template, or a new one: its name, which clauses it has, in which order. */
export function TemplateSheet({ template, onClose, ...rest }: Props) {
  const say = useText(contractTexts)
  const one = template === 'new' ? undefined : template
  return (
    <Sheet
      open={template !== undefined}
      onClose={onClose}
      title={say(one ? 'editTemplate' : 'newTemplate')}
      subtitle={say('templateHint')}
      width={480}
    >
      {template && <Body key={one?.id ?? 'new'} one={one} onDone={onClose} {...rest} />}
    </Sheet>
  )
}

interface BodyProps extends Pick<Props, 'clauses' | 'language'> {
  one: Template | undefined
  onDone: () => void
}

function Body({ one, clauses, language, onDone }: BodyProps) {
  const say = useText(contractTexts)
  const [newOne] = useState(newId)
  const [name, setName] = useState(one?.name ?? '')
  const current = clauses.filter(each => !each.archived)
  const mandatory = () => current.filter(each => each.mandatory).map(({ id }) => id)
  const [ids, setIds] = useState<string[]>(() =>
    one ? one.clauseIds.filter(id => current.some(each => each.id === id)) : mandatory(),
  )
  const save = useSave(
    () => {
      const body = { name: name.trim(), clauseIds: ids }
      return one
        ? call(libraryRoutes.saveTemplate, {
            params: { id: one.id },
            body: { ...body, version: one.version },
          })
        : call(libraryRoutes.addTemplate, { body: { ...body, id: newOne } })
    },
    { refetch: [['contract-templates']], onDone, said: say('saved') },
  )
  const archive = useArchive('archiveTemplate', onDone)
  const others = current.filter(({ id }) => !ids.includes(id))
  const items = others.map(each => ({
    key: each.id,
    label: titleOf(each, language),
    onClick: () => setIds([...ids, each.id]),
  }))
  return (
    <div className={css.stack}>
      <Input
        value={name}
        maxLength={60}
        aria-label={say('templateName')}
        placeholder={say('templateName')}
        onChange={event => setName(event.target.value)}
      />
      <Order clauses={clauses} language={language} ids={ids} onChange={setIds} />
      {items.length > 0 && (
        <Dropdown menu={{ items }} trigger={['click']}>
          <Button icon={<Icon name="plus" size={16} />}>{say('add')}</Button>
        </Dropdown>
      )}
      <Button
        type="primary"
        block
        disabled={name.trim() === '' || ids.length === 0}
        loading={save.isPending}
        onClick={() => save.mutate(undefined)}
      >
        {say('save')}
      </Button>
      {one && (
        <Button
          block
          loading={archive.isPending}
          onClick={() => archive.mutate({ id: one.id, archived: true })}
        >
          {say('archive')}
        </Button>
      )}
    </div>
  )
}

interface OrderProps extends Pick<Props, 'clauses' | 'language'> {
  ids: string[]
  onChange: (ids: string[]) => void
}

/** The clauses from first to last, each moved by a step or taken out. */
function Order({ clauses, language, ids, onChange }: OrderProps) {
  const say = useText(contractTexts)
  const move = (at: number, by: number) => onChange(ids.toSpliced(at, 1).toSpliced(at + by, 0, ids[at]!))
  return (
    <ol className={css.order}>
      {ids.map((id, i) => {
        const one = clauses.find(each => each.id === id)
        const title = one ? titleOf(one, language) : '–'
        const button = (
          what: 'up' | 'down' | 'leaveOut',
          icon: 'down' | 'close',
          disabled: boolean,
          act: () => void,
        ) => (
          <Button
            type="text"
            aria-label={`${say(what)} ${title}`}
            disabled={disabled}
            icon={
              <span
                style={
                  what === 'up' ? { display: 'inline-flex', rotate: '180deg' } : { display: 'inline-flex' }
                }
              >
                <Icon name={icon} size={14} />
              </span>
            }
            onClick={act}
          />
        )
        return (
          <li key={id}>
            <span>
              {i + 1}. {title}
            </span>
            {button('up', 'down', i === 0, () => move(i, -1))}
            {button('down', 'down', i === ids.length - 1, () => move(i, 1))}
            {button('leaveOut', 'close', ids.length === 1, () => onChange(ids.toSpliced(i, 1)))}
          </li>
        )
      })}
    </ol>
  )
}
