import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { type ModelBody, readModel, readModelVersion, saveModel } from '#decision/intent/api.ts'
import type { Part } from '#kernel/route.ts'
import { call } from '../../../app/http.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { useNames } from '../../../crm/data.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { exactTime } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import css from './intent.module.css'
import { countChanges, type Group, groups, newTerm, type Term, withTerm } from './model.ts'
import { PreviewBox } from './PreviewBox.tsx'
import { RiseBox } from './RiseBox.tsx'
import { ScoreSwitch } from './ScoreSwitch.tsx'
import { PriorRow, TermRow } from './TermRow.tsx'
import { TermSheet } from './TermSheet.tsx'
import { intentTexts } from './texts.ts'

type Read = Part<typeof readModel, 'answer'>

/** The weights behind the intent score: each with its reason, half-life and uncertainty. */
export default function ScoreModelPage() {
  const query = useQuery({
    queryKey: ['score-model'],
    queryFn: () => call(readModel),
    refetchOnWindowFocus: false,
  })
  return <Loaded query={query}>{read => <Page key={read.model.version} read={read} />}</Loaded>
}

export type Editing = { group: Group; term: Term } | 'prior'

function Page({ read }: { read: Read }) {
  const say = useText(intentTexts)
  const locale = useLocale()
  const may = useMay()
  const [model, setModel] = useState(read.model)
  const [editing, setEditing] = useState<Editing>()
  const changes = countChanges(read.model, model)
  const editable = may('score.write')
  return (
    <>
      <PageHead
        title={say('score')}
        subtitle={say('target', { target: pick(model.target, locale) })}
        marks={
          <Chip tone="green" dot>
            {say('version', { version: read.model.version })}
          </Chip>
        }
        actions={<ScoreSwitch at="weights" />}
      />
      <PageBody>
        <p className="quiet">{say('hint')}</p>
        <div className={css.columns}>
          <div className={css.left}>
            <section className={`card ${css.group}`}>
              <GroupHead title={say('prior')} hint={say('priorHint')} />
              <PriorRow
                prior={model.prior}
                model={model}
                before={read.model.prior}
                onEdit={editable ? () => setEditing('prior') : undefined}
              />
            </section>
            {groups.map(group => (
              <Terms
                key={group}
                group={group}
                model={model}
                before={read.model}
                onEdit={editable ? term => setEditing({ group, term }) : undefined}
              />
            ))}
          </div>
          <aside className={css.right}>
            <PreviewBox before={read.model} after={model} />
            {editable && changes > 0 && (
              <SaveBox read={read} model={model} changes={changes} onRevert={() => setModel(read.model)} />
            )}
            <RiseBox rise={read.rise} />
            <History read={read} {...(editable ? { onLoad: setModel } : {})} />
          </aside>
        </div>
      </PageBody>
      <TermSheet
        editing={editing}
        model={model}
        onClose={() => setEditing(undefined)}
        onPrior={prior => setModel({ ...model, prior })}
        onTerm={(group, id, term) => setModel(withTerm(model, group, id, term))}
      />
    </>
  )
}

function GroupHead({
  title,
  hint,
  onAdd,
}: {
  title: string
  hint: string
  onAdd?: (() => void) | undefined
}) {
  const say = useText(intentTexts)
  return (
    <header>
      <h2>{title}</h2>
      <span className="quiet small">{hint}</span>
      {onAdd && (
        <Button size="small" type="text" icon={<Icon name="plus" size={16} />} onClick={onAdd}>
          {say('add')}
        </Button>
      )}
    </header>
  )
}

interface TermsProps {
  group: Group
  model: ModelBody
  before: ModelBody
  onEdit: ((term: Term) => void) | undefined
}

function Terms({ group, model, before, onEdit }: TermsProps) {
  const say = useText(intentTexts)
  const terms = model[group] as Term[]
  const most = Math.max(0.1, ...groups.flatMap(one => model[one].map(term => Math.abs(term.weight))))
  return (
    <section className={`card ${css.group}`}>
      <GroupHead
        title={say(group)}
        hint={say(`${group}Hint`)}
        onAdd={onEdit && (() => onEdit(newTerm(group, model)))}
      />
      {terms.length === 0 && <p className={`quiet ${css.empty}`}>{say('none')}</p>}
      <ul>
        {terms
          .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
          .map(term => (
            <TermRow
              key={term.id}
              term={term}
              before={(before[group] as Term[]).find(one => one.id === term.id)}
              most={most}
              onEdit={onEdit && (() => onEdit(term))}
            />
          ))}
      </ul>
    </section>
  )
}

interface SaveProps {
  read: Read
  model: ModelBody
  changes: number
  onRevert: () => void
}

function SaveBox({ read, model, changes, onRevert }: SaveProps) {
  const say = useText(intentTexts)
  const [note, setNote] = useState('')
  const next = read.model.version + 1
  const save = useSave(
    () => call(saveModel, { body: { basedOn: read.model.version, model, note: note.trim() } }),
    { said: say('saved', { version: next }), refetch: [['score-model'], ['crm']], silent: true },
  )
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('changes', { count: changes })}</h2>
      <Fault error={save.error} />
      <Input
        aria-label={say('note')}
        placeholder={say('note')}
        maxLength={300}
        value={note}
        onChange={event => setNote(event.target.value)}
      />
      <div className={css.buttons}>
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate(undefined)}>
          {say('save', { version: next })}
        </Button>
        <Button type="text" onClick={onRevert}>
          {say('revert')}
        </Button>
      </div>
    </section>
  )
}

function History({ read, onLoad }: { read: Read; onLoad?: (model: ModelBody) => void }) {
  const say = useText(intentTexts)
  const names = useNames()
  const load = useSave((version: number) => call(readModelVersion, { params: { version } }), {
    onDone: model => onLoad?.(model),
  })
  if (read.versions.length === 0) return null
  return (
    <section className={`card ${css.box}`}>
      <h2>{say('history')}</h2>
      <ol className={css.history}>
        {read.versions.map(({ version, note, createdBy, createdAt }) => (
          <li key={version}>
            <b>{say('version', { version })}</b>
            <span className="quiet small num">
              {exactTime(createdAt)} {names.person(createdBy)}
            </span>
            {note && <p>{note}</p>}
            {onLoad && version !== read.model.version && (
              <Button size="small" type="text" onClick={() => load.mutate(version)}>
                {say('load')}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
