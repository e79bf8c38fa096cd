import { useQuery } from '@tanstack/react-query'
import { Button, Dropdown, Input } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { type StrategyView, saveDraft } from '#decision/strategy/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { queries } from '../../../app/queries.ts'
import { useMay } from '../../../app/session.ts'
import { useGo, useScreenParams } from '../../../app/url-state.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { RemoveButton } from '../../../ui/RemoveButton.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { CompareSheet, type Comparing } from './CompareSheet.tsx'
import { strategiesKey, strategyQuery } from './data.ts'
import type { Doc } from './doc.ts'
import { EditContext } from './edit-context.ts'
import { downloadStrategy } from './exchange.ts'
import { JsonPane } from './JsonPane.tsx'
import { PublishButton } from './PublishButton.tsx'
import { Reading } from './Reading.tsx'
import { Canvas } from './studio/Canvas.tsx'
import { hasPart, ifRows, toCanvas } from './studio/canvas.ts'
import { Inspector } from './studio/Inspector.tsx'
import { Palette } from './studio/Palette.tsx'
import { SentencePane } from './studio/SentencePane.tsx'
import { Strip } from './studio/Strip.tsx'
import css from './studio/studio.module.css'
import { StudioContext } from './studio/studio-context.ts'
import { studioTexts } from './studio/studio-texts.ts'
import { TrialSheet } from './studio/TrialSheet.tsx'
import { type Period, useBacktest } from './studio/useBacktest.ts'
import { contentOf, useDraft } from './studio/useDraft.ts'
import { useHistory } from './studio/useHistory.ts'
import { useNamesOf } from './studio/useNamesOf.ts'
import { alternativesOf, variedOf } from './studio/WindowBars.tsx'
import { strategyTexts } from './texts.ts'
import { useChecked } from './useChecked.ts'

/** The studio: a strategy as a canvas, checked and tried on history while one edits. */
export default function EditPage() {
  const { id } = useScreenParams<'id'>()
  // What was read stays the ground of the editing: a refetch must not overwrite what is being typed.
  const query = useQuery({ ...strategyQuery(id), refetchOnWindowFocus: false, staleTime: 0 })
  return <Loaded query={query}>{strategy => <Page key={id} strategy={strategy} />}</Loaded>
}

function Page({ strategy }: { strategy: StrategyView }) {
  const phone = usePhone()
  const may = useMay()
  return phone || !may('strategy.write') ? (
    <ReadOnly strategy={strategy} phone={phone} />
  ) : (
    <Editor first={strategy} />
  )
}

/** On the phone one reads: the sentence first, then the parts. */
function ReadOnly({ strategy, phone }: { strategy: StrategyView; phone: boolean }) {
  const say = useText(studioTexts)
  const names = useNamesOf()
  const doc = contentOf(strategy)
  return (
    <>
      <PageHead back={`/strategies/${strategy.id}`} title={strategy.name} />
      <PageBody>
        {phone && <p className="quiet small">{say('phoneHint')}</p>}
        <SentencePane doc={doc} names={names} />
        <Reading doc={doc} />
      </PageBody>
    </>
  )
}

const nothing: ReadonlySet<string> = new Set()

function Editor({ first: given }: { first: StrategyView }) {
  const say = useText(studioTexts)
  const names = useNamesOf()
  const [first] = useState(given)
  const [name, setName] = useState(first.name)
  const { doc, set, apply, undo, redo, canUndo, canRedo } = useHistory(contentOf(first))
  const { validation, checking } = useChecked(doc)
  const draft = useDraft(first, doc, name)
  const { saved } = draft
  const [part, select] = useState('')
  const [json, setJson] = useState(false)
  const [period, setPeriod] = useState<Period>({ days: 30 })
  const [sheet, setSheet] = useState<'trial'>()
  const [comparing, setComparing] = useState<Comparing>()
  const canvas = useMemo(() => toCanvas(doc), [doc])
  const selected = hasPart(canvas, part) ? part : ''
  const condition = ifRows(canvas).find(row => row.part === selected)?.condition
  const alternatives = useMemo(
    () => [...liveAlternative(saved), ...alternativesOf(doc, variedOf(doc, selected, condition))],
    [saved, doc, selected, condition],
  )
  const backtest = useBacktest(doc, validation.ok && !checking, period, alternatives)
  useUndoKeys(undo, redo)

  const editing = useMemo(
    () => ({ doc, set, faults: validation.faults, warnings: validation.warnings }),
    [doc, set, validation],
  )
  const { shown, stale } = backtest
  const studio = useMemo(
    () => ({
      ...{ selected, select, apply, names, readOnly: false, changed: nothing, shown, stale },
      result: shown?.result ?? undefined,
    }),
    [selected, apply, names, shown, stale],
  )
  const live = shown?.alternatives?.find(({ label }) => label === liveLabel)
  return (
    <EditContext value={editing}>
      <StudioContext value={studio}>
        <div className={css.studio}>
          <PageHead
            back={`/strategies/${first.id}`}
            title={<TitleInput name={name} onName={setName} />}
            marks={<Marks saved={saved} draft={draft} />}
            actions={
              <>
                <Button
                  type="text"
                  disabled={!canUndo}
                  icon={<Icon name="undo" size={16} />}
                  aria-label={say('undo')}
                  title={say('undo')}
                  onClick={undo}
                />
                <Button
                  type="text"
                  disabled={!canRedo}
                  className={css.redo ?? ''}
                  icon={<Icon name="forward" size={16} />}
                  aria-label={say('redo')}
                  title={say('redo')}
                  onClick={redo}
                />
                {saved.liveVersion !== null && saved.draft && (
                  <Button
                    type="text"
                    icon={<Icon name="history" size={16} />}
                    onClick={() => setComparing({ from: saved.liveVersion!, to: 'draft' })}
                  >
                    {say('compareWith', { version: saved.liveVersion })}
                  </Button>
                )}
                <More
                  saved={saved}
                  doc={doc}
                  name={name}
                  json={json}
                  onJson={() => setJson(!json)}
                  draft={draft}
                />
                <Button
                  icon={<Icon name="play" size={16} />}
                  disabled={!validation.ok}
                  onClick={() => setSheet('trial')}
                >
                  {say('tryOne')}
                </Button>
                <PublishButton
                  strategy={saved}
                  faults={validation.faults.length}
                  ready={validation.ok && !checking && (draft.changed || saved.hasDraft)}
                  saveFirst={draft.flush}
                />
              </>
            }
          />
          {draft.error !== undefined && (
            <SaveFault error={draft.error} onAgain={() => void draft.flush().catch(() => undefined)} />
          )}
          <Strip
            doc={doc}
            backtest={backtest}
            valid={validation.ok || checking}
            period={period}
            onPeriod={setPeriod}
            compared={
              live && live.firings !== null && saved.liveVersion !== null && saved.hasDraft
                ? { version: saved.liveVersion, firings: live.firings }
                : undefined
            }
          />
          <div className={css.work}>
            <Palette />
            <div className={css.middle}>
              <Canvas label={say('canvas')} />
              <SentencePane doc={doc} names={names} />
            </div>
            {json ? (
              <div className={css.jsonPane}>
                <JsonPane doc={doc} onDoc={next => apply(() => next, 'json')} />
              </div>
            ) : (
              <Inspector />
            )}
          </div>
        </div>
        <TrialSheet doc={doc} open={sheet === 'trial'} onClose={() => setSheet(undefined)} />
        <CompareSheet strategy={saved} comparing={comparing} onClose={() => setComparing(undefined)} />
      </StudioContext>
    </EditContext>
  )
}

const liveLabel = 'live'
const liveAlternative = ({ live, hasDraft }: StrategyView) =>
  live && hasDraft ? [{ label: liveLabel, definition: live }] : []

function TitleInput({ name, onName }: { name: string; onName: (name: string) => void }) {
  const say = useText(strategyTexts)
  return (
    <Input
      className={css.title ?? ''}
      variant="borderless"
      aria-label={say('name')}
      maxLength={80}
      value={name}
      status={name.trim() === '' ? 'error' : ''}
      onChange={event => onName(event.target.value)}
    />
  )
}

type Draft = ReturnType<typeof useDraft>

function Marks({ saved, draft }: { saved: StrategyView; draft: Draft }) {
  const say = useText(studioTexts)
  const next = (saved.versions[0]?.version ?? 0) + 1
  return (
    <>
      {(draft.changed || saved.hasDraft) && (
        <Chip tone="ochre" dot>
          {say('draftNumber', { version: next })}
        </Chip>
      )}
      {saved.liveVersion !== null && (
        <Chip tone={saved.shadow ? 'blue' : 'green'} dot>
          {say(saved.shadow ? 'shadowNumber' : 'liveNumber', { version: saved.liveVersion })}
        </Chip>
      )}
      <span className={css.savedLine} role="status">
        {draft.saving || draft.changed ? (
          say('saving')
        ) : saved.hasDraft ? (
          <SavedAgo at={saved.updatedAt} />
        ) : (
          ''
        )}
      </span>
    </>
  )
}

function SavedAgo({ at }: { at: number }) {
  const say = useText(studioTexts)
  return (
    <>
      {say('savedNow')} <RelativeTime at={at} />
    </>
  )
}

function SaveFault({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const say = useText(studioTexts)
  return (
    <div className={css.saveFault}>
      <Fault error={error} />
      <Button size="small" onClick={onAgain}>
        {say('saveAgain')}
      </Button>
    </div>
  )
}

interface MoreProps {
  saved: StrategyView
  doc: Doc
  name: string
  json: boolean
  onJson: () => void
  draft: Draft
}

function More({ saved, doc, name, json, onJson, draft }: MoreProps) {
  const say = useText(studioTexts)
  const sayStrategy = useText(strategyTexts)
  const go = useGo()
  const discard = async () => {
    const last = await draft.flush()
    const view = await call(saveDraft, {
      params: { id: saved.id },
      body: { version: last.version, name: last.name, draft: null },
    })
    draft.settle(view)
    queries.setQueryData(strategyQuery(saved.id).queryKey, view)
    void go(`/strategies/${saved.id}`)
  }
  const items = [
    { key: 'json', label: say(json ? 'hideJson' : 'showJson'), onClick: onJson },
    { key: 'export', label: say('exportJson'), onClick: () => downloadStrategy(name, doc) },
  ]
  return (
    <>
      {saved.draft && saved.liveVersion !== null && (
        <RemoveButton
          name={sayStrategy('draft')}
          lost={sayStrategy('discardLost', { version: saved.liveVersion })}
          label={sayStrategy('discard')}
          remove={discard}
          refetch={[strategiesKey]}
        />
      )}
      <Dropdown trigger={['click']} menu={{ items }}>
        <Button
          type="text"
          icon={<Icon name="more" size={16} />}
          aria-label={say('more')}
          aria-haspopup="menu"
        />
      </Dropdown>
    </>
  )
}

/** ⌘Z and ⇧⌘Z, but for fields with a way back of their own. */
function useUndoKeys(undo: () => void, redo: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== 'z') return
      const { tagName } = event.target as HTMLElement
      if (tagName === 'INPUT' || tagName === 'TEXTAREA') return
      event.preventDefault()
      if (event.shiftKey) redo()
      else undo()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [undo, redo])
}
