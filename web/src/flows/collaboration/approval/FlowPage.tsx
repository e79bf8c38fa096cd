import { useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import {
  approvalRoutes,
  type FlowCheck,
  type FlowVersion,
  type StepRule,
} from '#collaboration/approval/api.ts'
import type { Subject } from '#collaboration/mandate/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useUrlState } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { isoDay } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import css from './approval.module.css'
import { flowQuery, flowVersionQuery } from './data.ts'
import { FlowSteps } from './FlowSteps.tsx'
import { flowTexts } from './flow-texts.ts'
import { StepSheet } from './StepSheet.tsx'

const subjects = ['quote', 'contract'] as const
const subjectWords = { quote: 'quoteFlow', contract: 'contractFlow' } as const

/** The editor of flows: a list of steps from top to bottom, each told as a sentence; every save is a version. */
export default function FlowPage() {
  const say = useText(flowTexts)
  const [search, change] = useUrlState()
  const subject: Subject = subjects.find(each => each === search.subject) ?? 'quote'
  const query = useQuery(flowQuery(subject))
  const [versions, setVersions] = useState(false)
  return (
    <>
      <PageHead
        back="/approvals"
        title={say('flowTitle')}
        subtitle={say('flowSubtitle')}
        actions={
          <Button icon={<Icon name="history" size={16} />} onClick={() => setVersions(true)}>
            {say('versions')}
          </Button>
        }
      />
      <PageBody>
        <Segmented<Subject>
          className={css.boxes ?? ''}
          value={subject}
          onChange={next => change({ subject: next === 'quote' ? undefined : next })}
          options={subjects.map(value => ({ value, label: say(subjectWords[value]) }))}
        />
        <Loaded query={query}>
          {({ current }) => <Editor key={`${subject} ${current.version}`} current={current} />}
        </Loaded>
      </PageBody>
      <Sheet open={versions} onClose={() => setVersions(false)} title={say('versions')}>
        {versions && query.data && <Versions subject={subject} versions={query.data.versions} />}
      </Sheet>
    </>
  )
}

/** What is wrong with the steps, asked of the server after each change. */
function useFaults(subject: Subject, steps: StepRule[], changed: boolean): FlowCheck['faults'] {
  const [faults, setFaults] = useState<FlowCheck['faults']>([])
  useEffect(() => {
    if (!changed) return setFaults([])
    const asked = new AbortController()
    const timer = setTimeout(
      () =>
        call(approvalRoutes.checkFlow, { params: { subject }, body: { steps } }, { signal: asked.signal })
          .then(answer => setFaults(answer.faults))
          // Saving says what is wrong as well.
          .catch(() => {}),
      300,
    )
    return () => {
      clearTimeout(timer)
      asked.abort()
    }
  }, [subject, steps, changed])
  return faults
}

const blank = (): StepRule => ({
  ...{ id: newId(), name: '', who: [], mode: 'any', when: null, copy: [], hours: 8, late: 'escalate' },
})

function Editor({ current }: { current: FlowVersion }) {
  const say = useText(flowTexts)
  const writes = useMay()('mandate.write')
  const undoable = useUndo()
  const [steps, setSteps] = useState(current.steps)
  const [editing, setEditing] = useState<string>()
  const changed = JSON.stringify(steps) !== JSON.stringify(current.steps)
  const faults = useFaults(current.subject, steps, changed)
  const add = () => {
    const step = blank()
    setSteps([...steps, step])
    setEditing(step.id)
  }
  const remove = (step: StepRule) => {
    const before = steps
    setSteps(steps.filter(({ id }) => id !== step.id))
    undoable(say('stepRemoved', { name: step.name }), () => setSteps(before))
  }
  return (
    <>
      {current.version === 0 && <p className="quiet">{say('initial')}</p>}
      <FlowSteps
        steps={steps}
        faults={faults}
        {...(writes ? { onChange: setSteps, onEdit: setEditing, onRemove: remove } : {})}
      />
      {writes && (
        <Button className={css.boxes ?? ''} icon={<Icon name="plus" size={16} />} onClick={add}>
          {say('addStep')}
        </Button>
      )}
      <p className="quiet small">{say('alwaysCovered')}</p>
      {changed && (
        <SaveBar
          current={current}
          steps={steps}
          faulty={faults.length > 0}
          onDiscard={() => setSteps(current.steps)}
        />
      )}
      <StepSheet
        step={steps.find(({ id }) => id === editing)}
        onChange={step => setSteps(steps.map(each => (each.id === step.id ? step : each)))}
        onClose={() => setEditing(undefined)}
      />
    </>
  )
}

interface SaveProps {
  current: FlowVersion
  steps: StepRule[]
  faulty: boolean
  onDiscard: () => void
}

function SaveBar({ current: { subject, version: base }, steps, faulty, onDiscard }: SaveProps) {
  const say = useText(flowTexts)
  const [note, setNote] = useState('')
  const version = base + 1
  const save = useSave(
    () => call(approvalRoutes.saveFlow, { params: { subject }, body: { base, steps, note } }),
    { said: say('saved', { version }), refetch: [['approval-flow', subject]], silent: true },
  )
  return (
    <>
      <Fault error={save.error} />
      <div className={css.saveBar}>
        <Input
          maxLength={200}
          value={note}
          aria-label={say('versionNote')}
          placeholder={say('versionNote')}
          onChange={event => setNote(event.target.value)}
          style={{ flex: '1 1 200px' }}
        />
        <Button
          type="primary"
          loading={save.isPending}
          disabled={faulty}
          onClick={() => save.mutate(undefined)}
        >
          {say('save', { version })}
        </Button>
        <Button onClick={onDiscard}>{say('discard')}</Button>
      </div>
      <p className="quiet small">{say('saveHint')}</p>
    </>
  )
}

function Versions({ subject, versions }: { subject: Subject; versions: Omit<FlowVersion, 'steps'>[] }) {
  const say = useText(flowTexts)
  const names = useOrgNames()
  const [shown, setShown] = useState<number>()
  if (versions.length === 0) return <p className="quiet">{say('noVersions')}</p>
  return (
    <ol className={css.history}>
      {versions.map(({ version, savedBy, savedAt, note }) => (
        <li key={version}>
          <button
            type="button"
            className="plain link"
            onClick={() => setShown(version === shown ? undefined : version)}
          >
            {say('version', { version })}
          </button>{' '}
          <small className="quiet num">
            {say('savedBy', { name: names.member(savedBy), day: savedAt === null ? '' : isoDay(savedAt) })}
          </small>
          {note && <p>{note}</p>}
          {shown === version && <Old subject={subject} version={version} />}
        </li>
      ))}
    </ol>
  )
}

function Old({ subject, version }: { subject: Subject; version: number }) {
  const query = useQuery(flowVersionQuery(subject, version))
  return <Loaded query={query}>{flow => <FlowSteps steps={flow.steps} faults={[]} />}</Loaded>
}
