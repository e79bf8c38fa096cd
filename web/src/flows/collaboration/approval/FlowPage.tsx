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
import { useLeaveGuard } from '../../../app/useLeaveGuard.ts'
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
          {flow => (
            <Editor
              key={subject}
              {...flow}
              showsVersions={versions}
              onVersionsEnd={() => setVersions(false)}
            />
          )}
        </Loaded>
      </PageBody>
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

interface EditorProps {
  current: FlowVersion
  versions: Omit<FlowVersion, 'steps'>[]
  showsVersions: boolean
  onVersionsEnd: () => void
}

/** What is edited stays on the version it was begun from: somebody else's save meanwhile doesn't take it away. */
function useSteps(current: FlowVersion) {
  const [base, setBase] = useState(current)
  const [steps, setSteps] = useState(current.steps)
  const changed = JSON.stringify(steps) !== JSON.stringify(base.steps)
  const begin = (from: FlowVersion) => {
    setBase(from)
    setSteps(from.steps)
  }
  if (!changed && base.version < current.version) begin(current)
  return { base, steps, setSteps, changed, begin }
}

function Editor({ current, versions, showsVersions, onVersionsEnd }: EditorProps) {
  const say = useText(flowTexts)
  const writes = useMay()('mandate.write')
  const undoable = useUndo()
  const { base, steps, setSteps, changed, begin } = useSteps(current)
  const [editing, setEditing] = useState<string>()
  const faults = useFaults(current.subject, steps, changed)
  useLeaveGuard(changed)
  const add = () => {
    const step = blank()
    setSteps([...steps, step])
    setEditing(step.id)
  }
  const remove = (step: StepRule) => {
    const index = steps.indexOf(step)
    setSteps(steps.toSpliced(index, 1))
    const back = () => setSteps(now => now.toSpliced(index, 0, step))
    undoable(say('stepRemoved', { name: step.name || say('noName') }), back)
  }
  const restore = ({ version, steps: earlier }: FlowVersion) => {
    const before = steps
    setSteps(earlier)
    onVersionsEnd()
    undoable(say('restored', { version }), () => setSteps(before))
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
          base={base}
          steps={steps}
          faulty={faults.length > 0}
          onSaved={begin}
          onDiscard={() => begin(current)}
        />
      )}
      <StepSheet
        step={steps.find(({ id }) => id === editing)}
        faults={faults}
        onChange={step => setSteps(steps.map(each => (each.id === step.id ? step : each)))}
        onClose={() => setEditing(undefined)}
      />
      <Sheet open={showsVersions} onClose={onVersionsEnd} title={say('versions')}>
        {showsVersions && (
          <Versions subject={base.subject} versions={versions} {...(writes && { onRestore: restore })} />
        )}
      </Sheet>
    </>
  )
}

interface SaveProps {
  base: FlowVersion
  steps: StepRule[]
  faulty: boolean
  onSaved: (saved: FlowVersion) => void
  onDiscard: () => void
}

function SaveBar({ base: { subject, version: base }, steps, faulty, onSaved, onDiscard }: SaveProps) {
  const say = useText(flowTexts)
  const [note, setNote] = useState('')
  const version = base + 1
  const save = useSave(
    () => call(approvalRoutes.saveFlow, { params: { subject }, body: { base, steps, note } }),
    {
      said: say('saved', { version }),
      refetch: [['approval-flow', subject]],
      onDone: onSaved,
      silent: true,
    },
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

interface VersionsProps {
  subject: Subject
  versions: Omit<FlowVersion, 'steps'>[]
  /** Left out where the flow is only read. */
  onRestore?: (flow: FlowVersion) => void
}

function Versions({ subject, versions, onRestore }: VersionsProps) {
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
          {shown === version && <Old subject={subject} version={version} {...(onRestore && { onRestore })} />}
        </li>
      ))}
    </ol>
  )
}

interface OldProps {
  subject: Subject
  version: number
  onRestore?: (flow: FlowVersion) => void
}

function Old({ subject, version, onRestore }: OldProps) {
  const say = useText(flowTexts)
  const query = useQuery(flowVersionQuery(subject, version))
  return (
    <Loaded query={query}>
      {flow => (
        <>
          <FlowSteps steps={flow.steps} faults={[]} />
          {onRestore && <Button onClick={() => onRestore(flow)}>{say('restore')}</Button>}
        </>
      )}
    </Loaded>
  )
}
