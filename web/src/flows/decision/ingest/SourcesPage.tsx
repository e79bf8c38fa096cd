import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { PageBody, PageHead } from '../../../ui/PageHead.tsx'
import css from './ingest.module.css'
import { RejectedPanel } from './RejectedPanel.tsx'
import { ingestTexts } from './texts.ts'

/** How events get in, and those that did not. */
export default function SourcesPage() {
  const say = useText(ingestTexts)
  return (
    <>
      <PageHead title={say('connect')} subtitle={say('connectHint')} />
      <PageBody>
        <p className={css.keyHint}>
          {say('keyFirst')}{' '}
          <Link to="/settings/keys" className="link">
            {say('makeKey')}
          </Link>
        </p>
        <div className={css.ways}>
          {ways(location.origin).map(({ id, code }) => (
            <section key={id} className="card" aria-label={say(id)}>
              <header>
                <h2>{say(id)}</h2>
                <p className="quiet">{say(`${id}Hint`)}</p>
              </header>
              <pre>{code}</pre>
              <CopyButton text={code} label={say('copy')} />
            </section>
          ))}
        </div>
        <RejectedPanel />
      </PageBody>
    </>
  )
}

type Way = 'browser' | 'segment' | 'api' | 'history'

function ways(host: string): { id: Way; code: string }[] {
  return [
    {
      id: 'browser',
      code: `<script src="${host}/sdk/loam.iife.js"></script>
<script>
  loam.load('WRITE_KEY', '${host}')
  loam.page()
</script>
<section data-loam-section="price">…</section>`,
    },
    {
      id: 'segment',
      code: `import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: 'WRITE_KEY', host: '${host}' })
analytics.track({ userId: 'u-1', event: 'quote.requested' })`,
    },
    {
      id: 'api',
      code: `curl ${host}/api/v1/events \\
  -H 'authorization: Bearer WRITE_KEY' -H 'content-type: application/json' \\
  -d '{"id":"order-1","type":"quote.requested","at":"${new Date().toISOString()}",
       "customer":"c-1","person":"p-1","props":{"amount":480000}}'`,
    },
    { id: 'history', code: 'npm run -s loam -- import events history.csv --map customer=COLUMN' },
  ]
}
