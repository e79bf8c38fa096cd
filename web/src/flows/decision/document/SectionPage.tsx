import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { type DocumentView, documentRoutes, type Reading, type SectionView } from '#decision/document/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useScreenParams } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { ErrorState, SkeletonCards } from '../../../ui/States.tsx'
import { documentQuery, pagePicture, readingQuery, sectionsQuery } from './data.ts'
import css from './document.module.css'
import { type Box, boxOf, type Point } from './draw.ts'
import { documentTexts } from './texts.ts'

/** Where sections are drawn by hand, page by page. */
export default function SectionPage() {
  const { id } = useScreenParams<'id'>()
  const document = useQuery(documentQuery(id))
  const version = document.data?.version ?? 0
  const reading = useQuery(readingQuery(id, version))
  const sections = useQuery({ ...sectionsQuery(id, version), enabled: version > 0 })
  const error = document.error ?? reading.error ?? sections.error
  if (error) return <ErrorState error={error} onRetry={() => void document.refetch()} />
  if (!document.data || !reading.data || !sections.data) return <SkeletonCards count={1} />
  return (
    <Editor key={version} document={document.data} pages={reading.data.pages} found={sections.data.items} />
  )
}

/** A section being edited: new ones have no id yet. */
type Draft = Omit<SectionView, 'id' | 'key'> & { id?: string; key?: string; draft: string }

interface EditorProps {
  document: DocumentView
  pages: Reading['pages']
  found: SectionView[]
}

function Editor({ document, pages, found }: EditorProps) {
  const say = useText(documentTexts)
  const [drafts, setDrafts] = useState<Draft[]>(() =>
    found.map(section => ({ ...section, draft: section.id })),
  )
  const [page, setPage] = useState(1)
  const [dirty, setDirty] = useState(false)
  const save = useSave(
    () => {
      const items = drafts.map(({ draft: _, source: __, ...section }) => section)
      return call(documentRoutes.setSections, {
        params: { id: document.id, number: document.version },
        body: { items },
      })
    },
    { said: say('saved'), refetch: [['document']], onDone: () => setDirty(false) },
  )
  const change = (next: Draft[]) => {
    setDrafts(next)
    setDirty(true)
  }
  const add = (box: Box) => {
    const draft = crypto.randomUUID()
    // Drawing on a page takes the place of what was found there by itself.
    const kept = drafts.filter(one => one.page !== page || one.source === 'drawn')
    change([...kept, { ...box, page, title: '', source: 'drawn', draft }])
  }
  const own = drafts.filter(one => one.page === page)
  return (
    <>
      <PageHead
        back={`/documents/${document.id}`}
        title={say('sections')}
        subtitle={document.title}
        marks={dirty && <Chip tone="ochre">{say('unsaved')}</Chip>}
        actions={
          <Button type="primary" disabled={!dirty} loading={save.isPending} onClick={() => save.mutate()}>
            {say('save')}
          </Button>
        }
      />
      <PageBody>
        <p className="quiet">{say('sectionsHint')}</p>
        <div className={css.editor}>
          <div>
            <Pager page={page} all={pages.length} onPage={setPage} />
            <Canvas
              picture={pagePicture(document.id, document.version, page, 'large')}
              size={pages[page - 1]!}
              drafts={own}
              onDraw={add}
            />
          </div>
          <ul className={`card ${css.rows}`}>
            {own.map(one => (
              <SectionRow
                key={one.draft}
                section={one}
                onTitle={title =>
                  change(drafts.map(each => (each.draft === one.draft ? { ...rename(each, title) } : each)))
                }
                onRemove={() => change(drafts.filter(each => each.draft !== one.draft))}
              />
            ))}
          </ul>
        </div>
      </PageBody>
    </>
  )
}

/** A new title gets its key from the server. */
function rename({ key: _, ...section }: Draft, title: string): Draft {
  return { ...section, title }
}

function Pager({ page, all, onPage }: { page: number; all: number; onPage: (page: number) => void }) {
  const say = useText(documentTexts)
  return (
    <nav className={css.pager}>
      <Button
        icon={<Icon name="back" size={16} />}
        aria-label={say('previous')}
        disabled={page <= 1}
        onClick={() => onPage(page - 1)}
      />
      <span className="num">
        {page} / {all}
      </span>
      <Button
        icon={<Icon name="next" size={16} />}
        aria-label={say('next')}
        disabled={page >= all}
        onClick={() => onPage(page + 1)}
      />
    </nav>
  )
}

interface CanvasProps {
  picture: string
  size: { width: number; height: number }
  drafts: Draft[]
  onDraw: (box: Box) => void
}

function Canvas({ picture, size, drafts, onDraw }: CanvasProps) {
  const [from, setFrom] = useState<Point>()
  const [to, setTo] = useState<Point>()
  const pointOf = (event: React.PointerEvent<HTMLDivElement>): Point => {
    const rect = event.currentTarget.getBoundingClientRect()
    return {
      x: ((event.clientX - rect.left) / rect.width) * size.width,
      y: ((event.clientY - rect.top) / rect.height) * size.height,
    }
  }
  const finish = () => {
    const box = from && to && boxOf(from, to, size)
    if (box) onDraw(box)
    setFrom(undefined)
    setTo(undefined)
  }
  const drawing = from && to ? boxOf(from, to, size) : undefined
  return (
    <div
      className={css.canvas}
      style={{ aspectRatio: `${size.width} / ${size.height}`, backgroundImage: `url(${picture})` }}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setFrom(pointOf(event))
      }}
      onPointerMove={event => from && setTo(pointOf(event))}
      onPointerUp={finish}
    >
      {drafts.map(one => (
        <Frame key={one.draft} box={one} size={size} title={one.title} />
      ))}
      {drawing && <Frame box={drawing} size={size} title="" />}
    </div>
  )
}

function Frame({ box, size, title }: { box: Box; size: { width: number; height: number }; title: string }) {
  const percent = (part: number, whole: number) => `${(part / whole) * 100}%`
  return (
    <span
      className={css.frame}
      style={{
        left: percent(box.x0, size.width),
        top: percent(box.y0, size.height),
        width: percent(box.x1 - box.x0, size.width),
        height: percent(box.y1 - box.y0, size.height),
      }}
    >
      <b>{title}</b>
    </span>
  )
}

interface RowProps {
  section: Draft
  onTitle: (title: string) => void
  onRemove: () => void
}

function SectionRow({ section, onTitle, onRemove }: RowProps) {
  const say = useText(documentTexts)
  return (
    <li>
      <Input
        aria-label={say('sectionTitle')}
        placeholder={say('sectionTitle')}
        value={section.title}
        maxLength={120}
        autoFocus={!section.id && !section.title}
        onChange={event => onTitle(event.target.value)}
      />
      <span className="quiet small nowrap">{say(section.source)}</span>
      <Button icon={<Icon name="trash" size={16} />} aria-label={say('remove')} onClick={onRemove} />
    </li>
  )
}
