import { useQuery } from '@tanstack/react-query'
import { Button, Input, Tabs } from 'antd'
import { useState } from 'react'
import { type KitContent, type KitView, retireKit, saveKit } from '#decision/playkit/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { queries } from '../../../app/queries.ts'
import { useMay } from '../../../app/session.ts'
import { useScreenParams, useUrlState } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { usePhone } from '../../../theme/preferences.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Fault } from '../../../ui/Fault.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { DeliveredKitView } from './DeliveredKitView.tsx'
import { kitQuery, kitsKey } from './data.ts'
import { emptyVariant, hindrance, withItem } from './edit.ts'
import { History } from './History.tsx'
import { Preview } from './Preview.tsx'
import css from './playkit.module.css'
import { type KitText, kitTexts } from './texts.ts'
import { VariantForm } from './VariantForm.tsx'

/** One play kit: its variants to edit, and how it looks in a rep's hand for a customer. */
export default function KitPage() {
  const { id } = useScreenParams<'id'>()
  const [search] = useUrlState()
  const old = Number(search.version) || undefined
  const now = useQuery({ ...kitQuery(id), refetchOnWindowFocus: false })
  const past = useQuery({ ...kitQuery(id, old), enabled: old !== undefined })
  return (
    <Loaded query={now}>
      {kit =>
        old === undefined || old === kit.version ? (
          <Editor key="now" kit={kit} content={kit.content} />
        ) : (
          <Loaded query={past}>
            {former => <Editor key={old} kit={kit} content={former.content} old={old} />}
          </Loaded>
        )
      }
    </Loaded>
  )
}

interface Props {
  kit: KitView
  content: KitContent
  /** The former version that is looked at. */
  old?: number
}

function Editor({ kit: first, content: start, old }: Props) {
  const say = useText(kitTexts)
  const may = useMay()
  const phone = usePhone()
  const [kit, setKit] = useState(first)
  const [name, setName] = useState(first.name)
  const [content, setContent] = useState(start)
  const [note, setNote] = useState('')
  const readOnly = phone || !may('kit.write')
  const changed =
    old !== undefined || name !== kit.name || JSON.stringify(content) !== JSON.stringify(kit.content)
  const hinders = hindrance(name, content)
  const [, changeUrl] = useUrlState()
  const save = useSave(
    () =>
      call(saveKit, {
        params: { id: kit.id },
        body: { basedOn: kit.version, name: name.trim(), content, note: note.trim() },
      }),
    {
      silent: true,
      said: say('saved', { version: kit.version + 1 }),
      refetch: [[...kitsKey, 'list']],
      onDone: saved => {
        setKit(saved)
        setContent(saved.content)
        setNote('')
        queries.setQueryData(kitQuery(saved.id).queryKey, saved)
        changeUrl({ version: undefined })
      },
    },
  )
  return (
    <>
      <PageHead
        back="/kits"
        title={
          readOnly ? (
            kit.name
          ) : (
            <Input
              className={css.title ?? ''}
              variant="borderless"
              aria-label={say('name')}
              maxLength={80}
              value={name}
              onChange={event => setName(event.target.value)}
            />
          )
        }
        marks={<Marks kit={kit} changed={changed && !readOnly} old={old} />}
        actions={!readOnly && <RetireButton kit={kit} onKit={setKit} />}
      />
      <PageBody>
        {phone && <p className="quiet small">{say('readOnly')}</p>}
        <div className={css.editor}>
          <div className={css.left}>
            <Fault error={save.error} />
            <Variants kit={kit} content={content} onContent={setContent} readOnly={readOnly} />
            {!readOnly && (
              <div className={css.saveBar}>
                <Input
                  aria-label={say('note')}
                  placeholder={say('note')}
                  maxLength={300}
                  value={note}
                  onChange={event => setNote(event.target.value)}
                />
                <Button
                  type="primary"
                  disabled={!changed || hinders !== undefined}
                  loading={save.isPending}
                  onClick={() => save.mutate(undefined)}
                >
                  {say('save', { version: kit.version + 1 })}
                </Button>
                {hinders && (
                  <p role="alert" className={css.hinders}>
                    {say(hinders)}
                  </p>
                )}
              </div>
            )}
          </div>
          <aside className={css.right}>
            <Preview kit={kit} />
            <History kit={kit} />
          </aside>
        </div>
      </PageBody>
    </>
  )
}

function Marks({ kit, changed, old }: { kit: KitView; changed: boolean; old: number | undefined }) {
  const say = useText(kitTexts)
  return (
    <>
      {kit.retiredAt !== null && <Chip tone="red">{say('retired')}</Chip>}
      <Chip tone="green" dot>
        {say('version', { version: kit.version })}
      </Chip>
      {old !== undefined ? (
        <Chip tone="blue">{say('viewingOld', { version: old })}</Chip>
      ) : (
        changed && (
          <Chip tone="ochre" dot>
            {say('unsaved')}
          </Chip>
        )
      )}
    </>
  )
}

function RetireButton({ kit, onKit }: { kit: KitView; onKit: (kit: KitView) => void }) {
  const say = useText(kitTexts)
  const undoable = useUndo()
  const done = (after: KitView) => {
    onKit(after)
    queries.setQueryData(kitQuery(kit.id).queryKey, after)
    void queries.invalidateQueries({ queryKey: [...kitsKey, 'list'] })
  }
  const turn = (retired: boolean) => call(retireKit, { params: { id: kit.id }, body: { retired } })
  const act = useSave(turn, {
    onDone: (after, retired) => {
      done(after)
      const said: KitText = retired ? 'retiredNow' : 'restoredNow'
      undoable(say(said, { name: kit.name }), () => void turn(!retired).then(done))
    },
  })
  const retired = kit.retiredAt !== null
  return (
    <Button type="text" danger={!retired} loading={act.isPending} onClick={() => act.mutate(!retired)}>
      {say(retired ? 'restore' : 'retire')}
    </Button>
  )
}

interface VariantsProps {
  kit: KitView
  content: KitContent
  onContent: (content: KitContent) => void
  readOnly: boolean
}

function Variants({ kit, content, onContent, readOnly }: VariantsProps) {
  const say = useText(kitTexts)
  const [open, setOpen] = useState(0)
  const { variants } = content
  const index = Math.min(open, variants.length - 1)
  const shown = variants[index]
  const items = variants.map(({ fit }, i) => {
    const parts = [...fit.regions, ...fit.industries, ...(fit.locale ? [say(fit.locale)] : [])]
    return { key: String(i), label: parts.join(' · ') || say('anyone') }
  })
  const add = () => {
    onContent({ variants: [...variants, structuredClone(variants[index] ?? emptyVariant())] })
    setOpen(variants.length)
  }
  return (
    <>
      <div className={css.tabs}>
        <Tabs activeKey={String(index)} items={items} onChange={key => setOpen(Number(key))} />
        {!readOnly && (
          <Button type="text" icon={<Icon name="plus" size={16} />} onClick={add}>
            {say('addVariant')}
          </Button>
        )}
      </div>
      {shown && readOnly && (
        <section className={`card ${css.box}`}>
          <DeliveredKitView kit={{ ...kit, ...shown }} />
        </section>
      )}
      {shown && !readOnly && (
        <VariantForm
          key={index}
          variant={shown}
          onVariant={variant => onContent({ variants: withItem(variants, index, variant) })}
          {...(variants.length > 1
            ? { onRemove: () => onContent({ variants: withItem(variants, index, undefined) }) }
            : {})}
        />
      )}
    </>
  )
}
