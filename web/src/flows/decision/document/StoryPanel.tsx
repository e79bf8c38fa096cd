import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { listContacts } from '#crm/contact/api.ts'
import { documentRoutes, type ReaderRowView, type Reading } from '#decision/document/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { exactTime, shortDay, timeOfDay } from '../../../ui/format.ts'
import { Sheet } from '../../../ui/Sheet.tsx'
import { useNow } from '../../../ui/Values.tsx'
import css from './document.module.css'
import { documentTexts } from './texts.ts'
import { readerName, tellings } from './words.ts'

const FIRST = 8

/** How it was read, one line per opening, newest first. */
export function StoryPanel({ documentId, reading }: { documentId: string; reading: Reading }) {
  const say = useText(documentTexts)
  const locale = useLocale()
  const may = useMay()
  const now = useNow()
  const [all, setAll] = useState(false)
  const [asking, setAsking] = useState<ReaderRowView>()
  const lines = tellings(reading, { say, locale })
  const stop = locale === 'en' ? '; ' : '；'
  return (
    <section className={`card ${css.panel}`}>
      <header className={css.panelHead}>
        <h2>{say('story')}</h2>
      </header>
      <ul className={css.rows}>
        {lines.slice(0, all ? undefined : FIRST).map(line => {
          const reader = reading.readers.find(row => row.id === line.readerId)
          return (
            <li key={`${line.readerId} ${line.at} ${line.parts.length}`}>
              <time className="num quiet nowrap" title={exactTime(line.at)}>
                {shortDay(line.at, now)} {timeOfDay(line.at)}
              </time>
              <p>{line.parts.join(stop)}</p>
              {reader && !reader.contactId && may('document.write') && (
                <button type="button" className="plain link small nowrap" onClick={() => setAsking(reader)}>
                  {say('who')}
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {!all && lines.length > FIRST && (
        <Button type="text" onClick={() => setAll(true)}>
          {say('more')}
        </Button>
      )}
      <Sheet
        open={asking !== undefined}
        onClose={() => setAsking(undefined)}
        title={say('who')}
        {...(asking ? { subtitle: readerName(asking, { say, locale }) } : {})}
      >
        {asking && (
          <NameReader
            key={asking.id}
            reader={asking}
            documentId={documentId}
            onDone={() => setAsking(undefined)}
          />
        )}
      </Sheet>
    </section>
  )
}

function NameReader({ reader, onDone }: { reader: ReaderRowView; documentId: string; onDone: () => void }) {
  const say = useText(documentTexts)
  const [chosen, setChosen] = useState<string>()
  const [text, setText] = useState('')
  const { data, isFetching } = useQuery({
    queryKey: ['crm', 'contacts', 'pick', text],
    queryFn: () => call(listContacts, { query: { size: 12, ...(text ? { q: text } : {}) } }),
  })
  const save = useSave(
    (contactId: string) =>
      call(documentRoutes.nameReader, { params: { id: reader.id }, body: { contactId } }),
    { said: say('saved'), refetch: [['document']], onDone },
  )
  return (
    <div className={css.form}>
      <p className="quiet small">{say('whoHint')}</p>
      <Select
        showSearch={{ filterOption: false, onSearch: setText }}
        aria-label={say('contact')}
        loading={isFetching}
        value={chosen ?? null}
        onChange={value => setChosen(value ?? undefined)}
        options={(data?.items ?? []).map(item => ({
          value: item.id,
          label: [item.name, item.accountName].filter(Boolean).join(' · '),
        }))}
      />
      <Button
        type="primary"
        disabled={!chosen}
        loading={save.isPending}
        onClick={() => chosen && save.mutate(chosen)}
      >
        {say('save')}
      </Button>
    </div>
  )
}
