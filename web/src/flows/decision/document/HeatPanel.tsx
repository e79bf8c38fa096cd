import { useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { type DocumentView, documentRoutes, type Reading } from '#decision/document/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { useSave } from '../../../app/useSave.ts'
import { clock, exactTime, isoDay } from '../../../ui/format.ts'
import { HeatMatrix, HeatScale } from '../../../ui/Heat.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { pagePicture, viewsQuery } from './data.ts'
import css from './document.module.css'
import { heatData, type Measure, MOST_COLUMNS } from './heat-data.ts'
import { type DocumentText, documentTexts } from './texts.ts'

/** Readers × pages under tinted thumbnails. */
export function HeatPanel({ document, reading }: { document: DocumentView; reading: Reading }) {
  const say = useText(documentTexts)
  const locale = useLocale()
  const [measure, setMeasure] = useState<Measure>('seconds')
  const hottest = reading.pages.reduce((best, page) => (page.ms > best.ms ? page : best), reading.pages[0]!)
  const [chosen, setChosen] = useState<number>()
  const picture = (page: number) => pagePicture(document.id, reading.version, page)
  const data = heatData(reading, measure, picture, { say, locale })
  const shown = data.pages.findIndex(page => page.label === String(hottest.page))
  const day = (at: string | null) => (at ? isoDay(Date.parse(at)).slice(5) : '')
  const options = [
    { value: 'seconds' as const, label: say('bySeconds') },
    { value: 'visits' as const, label: say('byVisits') },
    { value: 'order' as const, label: say('byOrder') },
  ]
  const seconds = measure === 'seconds'
  return (
    <section className={`card ${css.panel}`}>
      <header className={css.panelHead}>
        <h2>{say('whereRead')}</h2>
        <p className="quiet small">
          {say('whereReadHint', { from: day(reading.from), to: day(reading.to) })}
        </p>
        <HeatScale />
        <Segmented<Measure> options={options} value={measure} onChange={setMeasure} size="small" />
      </header>
      <HeatMatrix
        data={data}
        chosen={chosen ?? shown}
        onChoose={setChosen}
        write={seconds ? String : value => String(value)}
        writeTotal={seconds ? clock : measure === 'visits' ? String : () => ''}
      />
      <footer className={css.panelFoot}>
        {reading.pages.length > MOST_COLUMNS && (
          <span className="quiet small">
            {say('mostReadPages', { all: reading.pages.length, count: MOST_COLUMNS })}
          </span>
        )}
        <NotCounted documentId={document.id} reading={reading} />
      </footer>
    </section>
  )
}

/** Openings that were held back, and a way to count them after all. */
function NotCounted({ documentId, reading }: { documentId: string; reading: Reading }) {
  const say = useText(documentTexts)
  const [open, setOpen] = useState(false)
  const { bot, suspected, pending } = reading.notCounted
  const count = bot + suspected + pending
  if (count === 0) return null
  return (
    <>
      <button type="button" className="plain link small" onClick={() => setOpen(true)}>
        {say('notCounted', { count })}
      </button>
      <Sheet
        open={open}
        onClose={() => setOpen(false)}
        title={say('notCounted', { count })}
        subtitle={say('notCountedHint')}
      >
        <HeldViews documentId={documentId} />
      </Sheet>
    </>
  )
}

function HeldViews({ documentId }: { documentId: string }) {
  const say = useText(documentTexts)
  const may = useMay()
  const { data } = useQuery(viewsQuery(documentId))
  const acquit = useSave(
    (id: string) => call(documentRoutes.reclassify, { params: { id }, body: { kind: 'human' } }),
    { said: say('saved'), refetch: [['document']] },
  )
  const held = (data?.items ?? []).filter(view => view.kind !== 'human')
  return (
    <ul className={css.rows}>
      {held.map(view => (
        <li key={view.id}>
          <div>
            <p className="num">
              {exactTime(Date.parse(view.startedAt))} · {say(view.kind)}
            </p>
            <p className="quiet small">
              {[say(view.device.kind), ...view.reasons.map(reason => say(reason as DocumentText))].join(
                ' · ',
              )}
            </p>
          </div>
          {may('document.write') && (
            <Button size="small" loading={acquit.isPending} onClick={() => acquit.mutate(view.id)}>
              {say('count')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
