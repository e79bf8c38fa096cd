import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Segmented } from 'antd'
import { useState } from 'react'
import { createStrategy } from '#decision/strategy/api.ts'
import { type GalleryItem, readGallery } from '#decision/strategy/gallery-api.ts'
import { newToken } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { useGo } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { Fault } from '../../../ui/Fault.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { catalogueQuery, strategiesKey } from './data.ts'
import { type Doc, textOf } from './doc.ts'
import { type Imported, readStrategies } from './exchange.ts'
import css from './new.module.css'
import { plainSentence, sentenceOf } from './studio/sentence.ts'
import { eventName } from './studio/vocabulary.ts'
import { strategyTexts } from './texts.ts'

const ways = ['gallery', 'blank', 'import'] as const
type Way = (typeof ways)[number]

/** Begins a strategy: from one that is proven, from nothing, or from a file. */
export function NewStrategy({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useText(strategyTexts)
  const [way, setWay] = useState<Way>('gallery')
  return (
    <Sheet open={open} onClose={onClose} title={say('newStrategy')} width={640}>
      <Segmented<Way>
        block
        value={way}
        options={ways.map(value => ({ value, label: say(`from.${value}`) }))}
        onChange={setWay}
      />
      <div className={css.body}>
        {way === 'gallery' && <Gallery />}
        {way === 'blank' && <Blank />}
        {way === 'import' && <Import />}
      </div>
    </Sheet>
  )
}

/** Creates drafts under ids of their own and opens the first. */
function useBegin() {
  const go = useGo()
  return useSave(
    async (all: Imported[]) => {
      const views = []
      for (const { name, definition } of all) {
        const id = validId(definition.id)
        views.push(
          await call(createStrategy, {
            body: { name: name.slice(0, 80) || id, definition: { ...definition, id }, fresh: true },
          }),
        )
      }
      return views
    },
    {
      silent: true,
      refetch: [strategiesKey],
      onDone: ([view]) => view && void go(`/strategies/${view.id}/edit`),
    },
  )
}

function validId(id: unknown): string {
  const plain = textOf(id)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 64)
  return plain || `strategy-${newToken(6).toLowerCase()}`
}

function Gallery() {
  const say = useText(strategyTexts)
  const query = useQuery({
    queryKey: ['strategy-gallery'],
    queryFn: () => call(readGallery),
    staleTime: 3_600_000,
  })
  const begin = useBegin()
  return (
    <>
      <p className="quiet small">{say('galleryHint')}</p>
      <Fault error={begin.error} />
      <Loaded query={query} skeleton={<SkeletonLines rows={8} />}>
        {items => (
          <ul className={css.plays}>
            {items.map(item => (
              <li key={item.id}>
                <Play item={item} busy={begin.isPending} onBegin={imported => begin.mutate([imported])} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </>
  )
}

const noNames = { kit: () => '', person: () => '', endpoint: () => '' }

interface PlayProps {
  item: GalleryItem
  busy: boolean
  onBegin: (imported: Imported) => void
}

function Play({ item, busy, onBegin }: PlayProps) {
  const say = useText(strategyTexts)
  const locale = useLocale()
  const { data } = useQuery(catalogueQuery)
  const known = new Set(data?.map(({ type }) => type))
  const missing = data ? item.needs.filter(group => !group.some(type => known.has(type))) : []
  const nameOf = (group: string[]) => group.map(type => eventName(type)[locale]).join(say('orList'))
  return (
    <article className={css.play}>
      <div>
        <h3>{pick(item.name, locale)}</h3>
        <p>{pick(item.why, locale)}</p>
        <p className={css.meaning}>{plainSentence(sentenceOf(item.definition, noNames, locale))}</p>
        {missing.length > 0 && (
          <p className={css.missing}>
            <Icon name="warn" size={14} />
            {say('missingEvents', { events: missing.map(nameOf).join(say('andList')) })}
          </p>
        )}
      </div>
      <Button
        disabled={busy}
        aria-label={say('useThis', { name: pick(item.name, locale) })}
        onClick={() => onBegin({ name: pick(item.name, locale), definition: item.definition })}
      >
        {say('use')}
      </Button>
    </article>
  )
}

interface Fields {
  name: string
  id: string
}

function Blank() {
  const say = useText(strategyTexts)
  const go = useGo()
  const [suggested] = useState(() => `strategy-${newToken(6).toLowerCase()}`)
  const save = useSave(
    ({ name, id }: Fields) => call(createStrategy, { body: { name, definition: { id, when: [] } } }),
    {
      silent: true,
      refetch: [strategiesKey],
      onDone: view => void go(`/strategies/${view.id}/edit`),
    },
  )
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={{ id: suggested }}
      onFinish={save.mutate}
    >
      <Fault error={save.error} />
      <Form.Item
        name="name"
        label={say('name')}
        extra={say('nameHint')}
        rules={[{ required: true, whitespace: true, message: say('needed') }]}
      >
        <Input autoFocus maxLength={80} />
      </Form.Item>
      <Form.Item
        name="id"
        label={say('id')}
        extra={say('idHint')}
        rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9-]{0,63}$/, message: say('idHint') }]}
      >
        <Input maxLength={64} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block size="large" loading={save.isPending}>
        {say('create')}
      </Button>
    </Form>
  )
}

/** A file or pasted JSON; an id that is taken gets a number, nothing is overwritten. */
function Import() {
  const say = useText(strategyTexts)
  const locale = useLocale()
  const [text, setText] = useState('')
  const begin = useBegin()
  const read = text.trim() === '' ? undefined : readStrategies(text)
  const found = read && 'strategies' in read ? read.strategies : []
  return (
    <div className={css.import}>
      <p className="quiet small">{say('importHint')}</p>
      <label className={css.file}>
        <Icon name="upload" size={16} /> {say('chooseFile')}
        <input
          type="file"
          accept=".json,application/json"
          onChange={async event => setText((await event.target.files?.[0]?.text()) ?? '')}
        />
      </label>
      <Input.TextArea
        aria-label={say('pasteJson')}
        placeholder={say('pasteJson')}
        autoSize={{ minRows: 8, maxRows: 16 }}
        spellCheck={false}
        value={text}
        onChange={event => setText(event.target.value)}
      />
      {read && 'fault' in read && (
        <p role="alert" className={css.missing}>
          {read.fault === '' || read.fault === '{ … }'
            ? say('noStrategyInIt')
            : say('notJson', { fault: read.fault })}
        </p>
      )}
      {found.map(({ name, definition }) => (
        <p key={textOf((definition as Doc).id)} className={css.meaning}>
          <b>{name}</b> {plainSentence(sentenceOf(definition, noNames, locale))}
        </p>
      ))}
      <Fault error={begin.error} />
      <Button
        type="primary"
        size="large"
        disabled={found.length === 0}
        loading={begin.isPending}
        onClick={() => begin.mutate(found)}
      >
        {say('importCount', { count: found.length })}
      </Button>
    </div>
  )
}
