import { useQuery } from '@tanstack/react-query'
import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import {
  type MandateRow,
  type MatrixDraft,
  type MatrixVersion,
  mandateRoutes,
} from '#collaboration/mandate/api.ts'
import type { Part } from '#kernel/route.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { shellTexts } from '../../../shell/texts.ts'
import { isoDay } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { mandateQuery, versionQuery } from './data.ts'
import { MatrixGrid } from './MatrixGrid.tsx'
import css from './mandate.module.css'
import { RowSheet } from './RowSheet.tsx'
import { SimulationSheet } from './SimulationSheet.tsx'
import { mandateTexts } from './texts.ts'

type Answer = Part<typeof mandateRoutes.read, 'answer'>

/** The matrix: who may decide what alone. Its next version is written as a draft, tried on the past, and put in force. */
export default function MandatePage() {
  const sayShell = useText(shellTexts)
  const query = useQuery(mandateQuery)
  return (
    <>
      <PageHead title={sayShell('mandate')} />
      <PageBody>
        <Loaded query={query}>{data => <Matrix data={data} />}</Loaded>
      </PageBody>
    </>
  )
}

type Editing = { row: MandateRow | undefined }

function Matrix({ data }: { data: Answer }) {
  const say = useText(mandateTexts)
  const may = useMay()('mandate.write')
  const [editing, setEditing] = useState<Editing>()
  const draft = useDraft(data)
  const shown = data.draft ?? data.current
  const close = () => setEditing(undefined)
  return (
    <>
      {data.current.version === 0 && <p className={css.bar}>{say('beginning')}</p>}
      {data.draft ? (
        <DraftBar draft={data.draft} state={draft} onAdd={() => setEditing({ row: undefined })} />
      ) : (
        <CurrentBar current={data.current} may={may} onChange={() => draft.save.mutate(data.current)} />
      )}
      <MatrixGrid
        rows={shown.rows}
        {...(data.draft && { onOpen: (row: MandateRow) => setEditing({ row }) })}
      />
      <p className="quiet small">{say('howItWorks')}</p>
      <SplitDays
        days={shown.splitDays}
        {...(data.draft && { onChange: (splitDays: number) => draft.save.mutate({ ...shown, splitDays }) })}
      />
      <Versions
        versions={data.versions}
        {...(may && { onRestore: (version: MatrixVersion) => draft.restore(version) })}
      />
      <RowSheet
        editing={editing}
        kinds={data}
        onClose={close}
        onSave={row => {
          draft.setRow(row)
          close()
        }}
        onRemove={row => {
          draft.removeRow(row)
          close()
        }}
      />
    </>
  )
}

type DraftState = ReturnType<typeof useDraft>

interface Saving extends Pick<MatrixDraft, 'rows' | 'splitDays'> {
  /** The draft that this follows; the one that is seen, if left out. */
  edit?: number
}

function useDraft({ draft, current }: Answer) {
  const say = useText(mandateTexts)
  const undo = useUndo()
  const rows = draft?.rows ?? current.rows
  const save = useSave(
    ({ rows: next, splitDays, edit = draft?.edit ?? 0 }: Saving) =>
      call(mandateRoutes.saveDraft, { body: { rows: next, splitDays, edit } }),
    { refetch: [['mandate']] },
  )
  const drop = useSave(() => call(mandateRoutes.dropDraft), {
    said: say('discarded'),
    refetch: [['mandate']],
  })
  const splitDays = draft?.splitDays ?? current.splitDays
  return {
    save,
    drop,
    setRow: (row: MandateRow) => {
      const there = rows.some(({ id }) => id === row.id)
      const next = there ? rows.map(each => (each.id === row.id ? row : each)) : [...rows, row]
      save.mutate({ rows: next, splitDays })
    },
    removeRow: (row: MandateRow) => {
      const before = { rows, splitDays }
      save.mutate(
        { rows: rows.filter(({ id }) => id !== row.id), splitDays },
        { onSuccess: ({ edit }) => undo(say('rowRemoved'), () => save.mutate({ ...before, edit })) },
      )
    },
    /** An earlier version becomes the draft; what the draft was can be had back. */
    restore: ({ version, rows: earlier, splitDays: days }: MatrixVersion) => {
      const back = ({ edit }: MatrixDraft) =>
        draft ? save.mutate({ rows, splitDays, edit }) : drop.mutate(undefined)
      save.mutate(
        { rows: earlier, splitDays: days },
        { onSuccess: saved => undo(say('restored', { version }), () => back(saved)) },
      )
    },
  }
}

function CurrentBar({
  current,
  may,
  onChange,
}: {
  current: MatrixVersion
  may: boolean
  onChange: () => void
}) {
  const say = useText(mandateTexts)
  return (
    <div className={css.head}>
      <p>
        <b>{current.version === 0 ? say('initial') : say('version', { version: current.version })}</b>{' '}
        <span className="quiet">
          {current.inForceAt !== null && say('since', { day: isoDay(current.inForceAt) })}
          {current.note && ` · ${current.note}`}
        </span>
      </p>
      {may ? (
        <Button type="primary" onClick={onChange}>
          {say('change')}
        </Button>
      ) : (
        <span className="quiet small">{say('readOnly')}</span>
      )}
    </div>
  )
}

function DraftBar({ draft, state, onAdd }: { draft: MatrixDraft; state: DraftState; onAdd: () => void }) {
  const say = useText(mandateTexts)
  const [trying, setTrying] = useState(false)
  return (
    <div className={css.bar}>
      <b>{say('draftBar', { version: draft.basedOn })}</b>
      <Button onClick={onAdd}>{say('addRow')}</Button>
      <Button type="text" onClick={() => state.drop.mutate(undefined)}>
        {say('discard')}
      </Button>
      <Button type="primary" onClick={() => setTrying(true)}>
        {say('putInForce')}
      </Button>
      <SimulationSheet draft={draft} open={trying} onClose={() => setTrying(false)} />
    </div>
  )
}

function SplitDays({ days, onChange }: { days: number; onChange?: (days: number) => void }) {
  const say = useText(mandateTexts)
  return (
    <div className={css.split}>
      <span>{say('splitDays')}</span>
      {onChange ? (
        <InputNumber
          aria-label={say('splitDays')}
          min={1}
          max={365}
          precision={0}
          defaultValue={days}
          key={days}
          onBlur={event => {
            const next = Number(event.target.value)
            if (Number.isInteger(next) && next >= 1 && next <= 365 && next !== days) onChange(next)
          }}
        />
      ) : (
        <b className="num">{days}</b>
      )}
      <span className="quiet small">{say('splitHint')}</span>
    </div>
  )
}

interface VersionsProps {
  versions: Answer['versions']
  /** Left out for who only reads. */
  onRestore?: (version: MatrixVersion) => void
}

function Versions({ versions, onRestore }: VersionsProps) {
  const say = useText(mandateTexts)
  const names = useOrgNames()
  const [open, setOpen] = useState<number>()
  const close = () => setOpen(undefined)
  return (
    <section className={`card ${css.panel}`}>
      <h2>{say('versions')}</h2>
      {versions.length === 0 && <p className="quiet">{say('noVersions')}</p>}
      <ul className={css.list}>
        {versions.map(({ version, inForceAt, inForceBy, note }) => (
          <li key={version}>
            <button type="button" className="plain" onClick={() => setOpen(version)}>
              {say('version', { version })} {note && <span className="quiet">· {note}</span>}
            </button>
            <span className="quiet num">
              {[names.member(inForceBy), inForceAt !== null && say('since', { day: isoDay(inForceAt) })]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <Sheet
        open={open !== undefined}
        onClose={close}
        title={open === undefined ? '' : say('version', { version: open })}
        width={720}
      >
        {open !== undefined && (
          <OldVersion
            version={open}
            {...(onRestore && {
              onRestore: (version: MatrixVersion) => {
                onRestore(version)
                close()
              },
            })}
          />
        )}
      </Sheet>
    </section>
  )
}

interface OldProps {
  version: number
  onRestore?: (version: MatrixVersion) => void
}

function OldVersion({ version, onRestore }: OldProps) {
  const say = useText(mandateTexts)
  const query = useQuery(versionQuery(version))
  return (
    <Loaded query={query}>
      {matrix => (
        <div className={css.form}>
          {onRestore && (
            <div className={css.head}>
              <p className="quiet small">{say('restoreHint')}</p>
              <Button onClick={() => onRestore(matrix)}>{say('restore')}</Button>
            </div>
          )}
          <MatrixGrid rows={matrix.rows} cards />
        </div>
      )}
    </Loaded>
  )
}
