import { Button, Dropdown, Form, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import {
  type DocumentKind,
  type DocumentView,
  documentKind,
  documentRoutes,
  type Reading,
} from '#decision/document/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { useGo } from '../../../app/url-state.ts'
import { useSave } from '../../../app/useSave.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { ago, duration, exactTime } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { useUndo } from '../../../ui/useUndo.tsx'
import { useNow } from '../../../ui/Values.tsx'
import { refreshDocuments } from './data.ts'
import css from './document.module.css'
import { documentTexts } from './texts.ts'
import { readerName } from './words.ts'

interface Props {
  document: DocumentView
  reading: Reading | undefined
  onShare: () => void
  onVersion: () => void
}

/** Title, what it is, the four numbers, and what one can do. */
export function DocumentHead({ document, reading, onShare, onVersion }: Props) {
  const say = useText(documentTexts)
  const may = useMay()
  return (
    <header className={css.head}>
      <span className={css.mark}>
        <Icon name="document" size={22} />
      </span>
      <div className={css.words}>
        <div className={css.line}>
          <h1>{document.title}</h1>
          {document.version > 0 && (
            <Chip>{say('versionOf', { number: document.version, count: document.pages })}</Chip>
          )}
          <Chip tone="green">{say(document.kind)}</Chip>
        </div>
        <p className="quiet">
          {document.account && (
            <Link to={`/accounts/${document.account.id}`} className="link">
              {document.account.name}
            </Link>
          )}
          {document.account && document.owner && ' · '}
          {document.owner?.name}
        </p>
      </div>
      {reading && <Numbers reading={reading} />}
      <div className={css.actions}>
        {may('document.write') && (
          <Button icon={<Icon name="link" size={16} />} onClick={onShare} disabled={document.version === 0}>
            {say('share')}
          </Button>
        )}
        {may('document.write') && <More document={document} onVersion={onVersion} />}
      </div>
    </header>
  )
}

function Numbers({ reading }: { reading: Reading }) {
  const say = useText(documentTexts)
  const locale = useLocale()
  const now = useNow()
  const latest = reading.readers.toSorted((a, b) => b.lastAt.localeCompare(a.lastAt))[0]
  const confirmed = reading.readers.filter(row => row.name !== null).length
  return (
    <dl className={css.numbers}>
      <Figure
        label={say('readers')}
        {...(reading.readers.length > 0 ? { note: say('confirmed', { count: confirmed }) } : {})}
      >
        {reading.readers.length}
      </Figure>
      <Figure label={say('opens')}>{say('times', { count: reading.opens })}</Figure>
      <Figure label={say('readTime')}>{duration(reading.totalMs / 1_000, locale)}</Figure>
      {latest && (
        <Figure label={say('lastRead')} note={readerName(latest, { say, locale })}>
          <time title={exactTime(Date.parse(latest.lastAt))}>
            {ago(Date.parse(latest.lastAt), now, locale)}
          </time>
        </Figure>
      )}
    </dl>
  )
}

function Figure({ label, note, children }: { label: string; note?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <b className="num">{children}</b>
        {note && <span className="quiet small"> {note}</span>}
      </dd>
    </div>
  )
}

function More({ document, onVersion }: { document: DocumentView; onVersion: () => void }) {
  const say = useText(documentTexts)
  const go = useGo()
  const undo = useUndo()
  const [renaming, setRenaming] = useState(false)
  const archive = async (archived: boolean) => {
    await call(documentRoutes.update, { params: { id: document.id }, body: { archived } })
    void refreshDocuments()
  }
  const remove = async () => {
    await archive(true)
    await go('/documents')
    undo(say('archived', { name: document.title }), () => void archive(false))
  }
  const sections = () => void go(`/documents/${document.id}/sections`)
  const items = [
    { key: 'version', label: say('newVersion'), onClick: onVersion },
    { key: 'sections', label: say('editSections'), onClick: sections, disabled: document.version === 0 },
    { key: 'rename', label: say('rename'), onClick: () => setRenaming(true) },
    { key: 'archive', label: say('archive'), danger: true, onClick: () => void remove() },
  ]
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
        <Button icon={<Icon name="more" size={18} />} aria-label={say('more')} />
      </Dropdown>
      <Sheet open={renaming} onClose={() => setRenaming(false)} title={say('rename')}>
        <Rename document={document} onDone={() => setRenaming(false)} />
      </Sheet>
    </>
  )
}

function Rename({ document, onDone }: { document: DocumentView; onDone: () => void }) {
  const say = useText(documentTexts)
  const save = useSave(
    (body: { title: string; kind: DocumentKind }) =>
      call(documentRoutes.update, { params: { id: document.id }, body }),
    { said: say('saved'), refetch: [['document']], onDone },
  )
  return (
    <Form layout="vertical" requiredMark={false} initialValues={document} onFinish={save.mutate}>
      <Form.Item
        name="title"
        label={say('title')}
        rules={[{ required: true, whitespace: true, message: say('needed', { label: say('title') }) }]}
      >
        <Input maxLength={200} autoFocus />
      </Form.Item>
      <Form.Item name="kind" label={say('kind')}>
        <Select options={documentKind.options.map(value => ({ value, label: say(value) }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={save.isPending}>
        {say('save')}
      </Button>
    </Form>
  )
}
