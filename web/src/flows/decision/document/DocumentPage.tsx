import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DocumentView, LinkView, Reading } from '#decision/document/api.ts'
import { useText } from '../../../app/i18n.ts'
import { useScreenParams } from '../../../app/url-state.ts'
import { PageBody } from '../../../ui/PageHead.tsx'
import { EmptyState, ErrorState, SkeletonCards } from '../../../ui/States.tsx'
import { DocumentHead } from './DocumentHead.tsx'
import { documentQuery, readingQuery } from './data.ts'
import css from './document.module.css'
import { FindingsPanel } from './FindingsPanel.tsx'
import { HeatPanel } from './HeatPanel.tsx'
import { LineagePanel } from './LineagePanel.tsx'
import { LinksPanel } from './LinksPanel.tsx'
import { ShareSheet } from './ShareSheet.tsx'
import { StoryPanel } from './StoryPanel.tsx'
import { documentTexts } from './texts.ts'
import { UploadSheet } from './UploadSheet.tsx'

/** One document: who read what for how long, who passed it to whom, and its links. */
export default function DocumentPage() {
  const { id } = useScreenParams<'id'>()
  const document = useQuery(documentQuery(id))
  if (document.error && !document.data) {
    return <ErrorState error={document.error} onRetry={() => void document.refetch()} />
  }
  return document.data ? <Loaded document={document.data} /> : <SkeletonCards count={2} />
}

/** What is open beside the page: the sheet for a new link, or for one's settings, or a new version. */
type Beside = { kind: 'share' } | { kind: 'link'; link: LinkView } | { kind: 'version' } | undefined

function Loaded({ document }: { document: DocumentView }) {
  const [beside, setBeside] = useState<Beside>()
  const reading = useQuery(readingQuery(document.id, document.version))
  const share = () => setBeside({ kind: 'share' })
  return (
    <>
      <DocumentHead
        document={document}
        reading={reading.data}
        onShare={share}
        onVersion={() => setBeside({ kind: 'version' })}
      />
      <PageBody>
        <Preparing document={document} />
        {reading.error && !reading.data && (
          <ErrorState error={reading.error} onRetry={() => void reading.refetch()} />
        )}
        {reading.data && <ReadingPanels document={document} reading={reading.data} />}
        <LinksPanel document={document} onShare={share} onOpen={link => setBeside({ kind: 'link', link })} />
      </PageBody>
      <ShareSheet
        document={document}
        open={beside?.kind === 'share' || beside?.kind === 'link'}
        onClose={() => setBeside(undefined)}
        {...(beside?.kind === 'link' ? { link: beside.link } : {})}
      />
      <UploadSheet
        open={beside?.kind === 'version'}
        onClose={() => setBeside(undefined)}
        document={{ id: document.id, title: document.title }}
      />
    </>
  )
}

function ReadingPanels({ document, reading }: { document: DocumentView; reading: Reading }) {
  return (
    <>
      {reading.opens > 0 && <HeatPanel document={document} reading={reading} />}
      <div className={css.columns}>
        <LineagePanel reading={reading} />
        <FindingsPanel reading={reading} />
      </div>
      {reading.opens > 0 && <StoryPanel documentId={document.id} reading={reading} />}
    </>
  )
}

/** A version that is being read, or could not be. */
function Preparing({ document }: { document: DocumentView }) {
  const say = useText(documentTexts)
  const newest = document.versions.at(-1)
  if (!newest || newest.status === 'ready') return null
  const fault = newest.fault as 'encrypted' | 'broken' | 'too-many-pages' | 'too-slow' | null
  const failed = newest.status === 'failed'
  return (
    <div className="card">
      <EmptyState
        icon={failed ? 'warn' : 'document'}
        title={`${say('version', { number: newest.number })} · ${say(failed ? 'failed' : 'processing')}`}
        hint={failed && fault ? say(fault) : say('processingHint')}
      />
    </div>
  )
}
