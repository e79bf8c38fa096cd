import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { type StrategyView, saveDraft } from '#decision/strategy/api.ts'
import { call } from '../../../app/http.ts'
import { type Locale, pick, useLocale, useText } from '../../../app/i18n.ts'
import { queries } from '../../../app/queries.ts'
import { useMay } from '../../../app/session.ts'
import { useScreenParams } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { RemoveButton } from '../../../ui/RemoveButton.tsx'
import { ActionsForm } from './ActionsForm.tsx'
import { DryRun } from './DryRun.tsx'
import { strategiesKey, strategyQuery } from './data.ts'
import { type Doc, inReadingOrder, printDoc, setIn } from './doc.ts'
import { ExperimentForm } from './ExperimentForm.tsx'
import { EditContext } from './edit-context.ts'
import css from './editor.module.css'
import { JsonPane } from './JsonPane.tsx'
import { PublishButton } from './PublishButton.tsx'
import { Reading } from './Reading.tsx'
import { RulesForm } from './RulesForm.tsx'
import { StepsForm } from './StepsForm.tsx'
import { strategyTexts } from './texts.ts'
import { useChecked } from './useChecked.ts'

/** The editor of a strategy: form and JSON side by side, checked while one types, tried on the last 30 days. */
export default function EditPage() {
  const { id } = useScreenParams<'id'>()
  // What was read stays the ground of the editing: a refetch must not overwrite what is being typed.
  const query = useQuery({ ...strategyQuery(id), refetchOnWindowFocus: false, staleTime: 0 })
  return <Loaded query={query}>{strategy => <Editor key={id} first={strategy} />}</Loaded>
}

function Editor({ first }: { first: StrategyView }) {
  const say = useText(strategyTexts)
  const locale = useLocale()
  const phone = usePhone()
  const may = useMay()
  const navigate = useNavigate()
  const [saved, setSaved] = useState(first)
  const [name, setName] = useState(first.name)
  const [doc, setDoc] = useState<Doc>(() => contentOf(first))
  const set = useCallback(
    (path: Parameters<typeof setIn>[1], value: unknown) => setDoc(before => setIn(before, path, value)),
    [],
  )
  const { validation, checking } = useChecked(doc)
  const changed = name !== saved.name || printDoc(inReadingOrder(doc)) !== printDoc(contentOf(saved))
  useLeaveGuard(changed)
  const save = useSave(
    () =>
      call(saveDraft, {
        params: { id: first.id },
        body: { version: saved.version, name: name.trim(), draft: doc },
      }),
    { onDone: setSaved, silent: true, refetch: [[...strategiesKey, 'list']] },
  )
  const editing = useMemo(
    () => ({ doc, set, faults: validation.faults, warnings: validation.warnings }),
    [doc, set, validation],
  )
  const discard = async () => {
    const view = await call(saveDraft, {
      params: { id: first.id },
      body: { version: saved.version, name: saved.name, draft: null },
    })
    queries.setQueryData(strategyQuery(first.id).queryKey, view)
    void navigate({ to: `/strategies/${first.id}` })
  }
  const saveAnd = async () => (changed ? save.mutateAsync(undefined) : saved)
  if (phone || !may('strategy.write'))
    return (
      <>
        <PageHead back={`/strategies/${first.id}`} title={first.name} />
        <PageBody>
          <p className="quiet">{phone && say('phoneReadOnly')}</p>
          <Reading doc={doc} />
        </PageBody>
      </>
    )
  return (
    <EditContext value={editing}>
      <PageHead
        back={`/strategies/${first.id}`}
        title={
          <Input
            className={css.title ?? ''}
            variant="borderless"
            aria-label={say('name')}
            maxLength={80}
            value={name}
            status={name.trim() === '' ? 'error' : ''}
            onChange={event => setName(event.target.value)}
          />
        }
        marks={<Marks saved={saved} changed={changed} />}
        actions={
          <>
            {saved.draft && saved.liveVersion !== null && (
              <RemoveButton
                name={say('draft')}
                lost={say('discardLost', { version: saved.liveVersion })}
                label={say('discard')}
                remove={discard}
                refetch={[strategiesKey]}
              />
            )}
            <Button
              disabled={!changed || name.trim() === ''}
              loading={save.isPending}
              onClick={() => save.mutate(undefined)}
            >
              {say('save')}
            </Button>
            <PublishButton
              strategy={saved}
              faults={validation.faults.length}
              ready={validation.ok && !checking && (changed || saved.hasDraft)}
              saveFirst={saveAnd}
            />
          </>
        }
      />
      <DryRun doc={doc} ready={validation.ok} />
      <div className={css.editor}>
        <div className={css.form}>
          <Fault error={save.error} />
          <Part tag={say('when')} hint={say('whenHint')}>
            <StepsForm />
          </Part>
          <Part tag={say('if')} hint={say('ifHint')}>
            <RulesForm />
          </Part>
          <Part tag={say('then')} hint={say('thenHint')}>
            <ActionsForm path={['then']} />
          </Part>
          <Part tag={say('experiment')} hint="">
            <ExperimentForm />
          </Part>
        </div>
        <aside className={css.side}>
          <Verdict checking={checking} locale={locale} validation={validation} />
          <JsonPane doc={doc} onDoc={setDoc} />
        </aside>
      </div>
    </EditContext>
  )
}

/** What is edited: the draft, else what is live. */
function contentOf({ id, draft, live }: StrategyView): Doc {
  return inReadingOrder(draft ?? live ?? { id })
}

function Part({ tag, hint, children }: { tag: string; hint: string; children: React.ReactNode }) {
  return (
    <section className={css.part}>
      <h2>
        <b>{tag}</b> <span>{hint}</span>
      </h2>
      {children}
    </section>
  )
}

function Marks({ saved, changed }: { saved: StrategyView; changed: boolean }) {
  const say = useText(strategyTexts)
  return (
    <>
      {saved.liveVersion !== null && (
        <Chip tone="green" dot>
          {say('liveVersion', { version: saved.liveVersion })}
        </Chip>
      )}
      {(changed || saved.hasDraft) && (
        <Chip tone={changed ? 'ochre' : 'plain'} dot={changed}>
          {say(changed ? 'unsaved' : 'savedAt')}
        </Chip>
      )}
    </>
  )
}

interface VerdictProps {
  checking: boolean
  locale: Locale
  validation: ReturnType<typeof useChecked>['validation']
}

/** What is wrong, place by place; a tap leads to the place in the form. */
function Verdict({ checking, locale, validation: { ok, faults, warnings } }: VerdictProps) {
  const say = useText(strategyTexts)
  return (
    <section className={`card ${css.verdict}`} role="status">
      <h2 className={ok ? css.good : undefined}>
        {ok ? say('valid') : faults.length > 0 ? say('invalid', { count: faults.length }) : say('checking')}
        {checking && faults.length + Number(ok) > 0 && <span className="quiet small">{say('checking')}</span>}
      </h2>
      {[...faults, ...warnings].map((fault, index) => (
        <button
          key={fault.path + fault.message.en}
          type="button"
          className="plain"
          onClick={() => showPlace(fault.path)}
        >
          <code>{fault.path || '{ }'}</code>
          <span className={index < faults.length ? css.fault : css.warning}>
            {pick(fault.message, locale)}
          </span>
        </button>
      ))}
    </section>
  )
}

/** Brings the nearest field of a path into view and puts the cursor into it. */
function showPlace(path: string): void {
  for (let at = path; at !== ''; at = at.replace(/(\.[^.[]*|\[\d+\]|^[^.[]*)$/, '')) {
    const element = document.querySelector(`[data-path="${CSS.escape(at)}"]`)
    if (!element) continue
    element.scrollIntoView({ block: 'center' })
    element.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true })
    return
  }
}

/** The browser asks before a page with unsaved changes is closed. */
function useLeaveGuard(changed: boolean): void {
  useEffect(() => {
    if (!changed) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [changed])
}
