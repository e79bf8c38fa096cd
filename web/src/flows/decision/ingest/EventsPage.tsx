import { Segmented } from 'antd'
import { useText } from '../../../app/i18n.ts'
import { useUrlState } from '../../../app/url-state.ts'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import { CataloguePanel } from './CataloguePanel.tsx'
import { StreamPanel } from './StreamPanel.tsx'
import { ingestTexts } from './texts.ts'

/** What customers do, as it comes in, and which kinds of acts there are. */
export default function EventsPage() {
  const say = useText(ingestTexts)
  const [search, change] = useUrlState()
  const view = search.view === 'catalogue' ? 'catalogue' : 'live'
  return (
    <>
      <PageHead
        title={say('events')}
        subtitle={say('eventsHint')}
        actions={
          <Segmented
            aria-label={say('events')}
            value={view}
            options={[
              { value: 'live', label: say('live') },
              { value: 'catalogue', label: say('catalogue') },
            ]}
            onChange={value => change({ view: value === 'live' ? undefined : value })}
          />
        }
      />
      <PageBody>{view === 'live' ? <StreamPanel /> : <CataloguePanel />}</PageBody>
    </>
  )
}
