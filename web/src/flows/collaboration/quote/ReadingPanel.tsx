import { queryOptions, useQuery } from '@tanstack/react-query'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { documentRoutes, type Reading } from '#decision/document/api.ts'
import { call } from '../../../app/http.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useMay } from '../../../app/session.ts'
import { duration } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { SkeletonLines } from '../../../ui/States.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { documentTexts } from '../../decision/document/texts.ts'
import { readerDetail, readerName } from '../../decision/document/words.ts'
import { editTexts } from './edit/texts.ts'
import css from './steps.module.css'

/** Of the newest version that was shared. */
const readingQuery = (documentId: string) =>
  queryOptions({
    // Begins as all that shows documents does, so that a live message reads it afresh.
    queryKey: ['document', 'reading', documentId],
    queryFn: () => call(documentRoutes.reading, { params: { id: documentId }, query: {} }),
  })

/** On the deal's page: whether the customer has read the shared quote, which part for how long, and who. */
export function ReadingPanel({ quote: { documentId } }: { quote: QuoteView }) {
  const sees = useMay()('document.read')
  return documentId && sees ? <Panel documentId={documentId} /> : null
}

function Panel({ documentId }: { documentId: string }) {
  const say = useText(editTexts)
  const query = useQuery(readingQuery(documentId))
  return (
    <section className={`card ${css.reading}`}>
      <header>
        <h2>{say('reading')}</h2>
        <Link to={`/documents/${documentId}`} className="link">
          {say('readingAll')}
        </Link>
      </header>
      <Loaded query={query} skeleton={<SkeletonLines rows={3} />}>
        {reading =>
          reading.opens === 0 ? <p className="quiet">{say('readingNone')}</p> : <Read reading={reading} />
        }
      </Loaded>
    </section>
  )
}

function Read({ reading }: { reading: Reading }) {
  const say = useText(editTexts)
  const sayDocument = useText(documentTexts)
  const locale = useLocale()
  const words = { say: sayDocument, locale }
  const time = (ms: number) => duration(ms / 1_000, locale)
  const sections = partsOf(reading)
  const longest = sections.reduce((most, each) => (each.ms > most.ms ? each : most), sections[0]!)
  return (
    <>
      {longest && longest.ms > 0 && (
        <p>
          <b>{say('readingLongest', { section: longest.title, time: time(longest.ms) })}</b>
        </p>
      )}
      <table className={css.read}>
        <caption className="unseen">{say('readingSections')}</caption>
        <tbody>
          {sections.map(({ title, ms }) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td>
                <i style={{ width: `${longest && longest.ms > 0 ? (ms / longest.ms) * 100 : 0}%` }} />
              </td>
              <td className="num">{ms > 0 ? time(ms) : say('readingUnread')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={css.readers} aria-label={say('readers')}>
        {reading.readers.map(reader => (
          <li key={reader.id}>
            <span>
              <b>{readerName(reader, words)}</b>{' '}
              <span className="quiet small">{readerDetail(reader, words)}</span>
            </span>
            <span className="quiet small num">
              {say('readerOpened', { count: reader.opens, time: time(reader.totalMs) })} ·{' '}
              <RelativeTime at={Date.parse(reader.lastAt)} />
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Time per part of the quote, in the order in which they stand; a part may run over several pages. */
function partsOf({ sections }: Reading): { title: string; ms: number }[] {
  const parts = new Map<string, number>()
  // What stands above the first heading has no name.
  for (const { title, ms } of sections.filter(each => each.title !== ''))
    parts.set(title, (parts.get(title) ?? 0) + ms)
  return [...parts].map(([title, ms]) => ({ title, ms }))
}
