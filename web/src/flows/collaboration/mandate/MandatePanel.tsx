import { useQuery } from '@tanstack/react-query'
import type { Verdict } from '#collaboration/mandate/api.ts'
import type { QuoteView } from '#collaboration/quote/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { useOrgNames } from '../../../platform/org/org.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { quoteMandateQuery } from './data.ts'
import { Measures } from './Measures.tsx'
import css from './mandate.module.css'
import { mandateTexts } from './texts.ts'
import { blockedText, peopleText } from './verdict.ts'

/** On the deal's page: whether the newest revision may go out, by whose mandate or approval, or whose it still needs. */
export function MandatePanel({ quote }: { quote: QuoteView }) {
  const say = useText(mandateTexts)
  return (
    <section className={`card ${css.panel}`}>
      <h2>{say('mandate')}</h2>
      {quote.revision === null ? <p className="quiet">{say('notIssued')}</p> : <Newest quote={quote} />}
    </section>
  )
}

function Newest({ quote }: { quote: QuoteView }) {
  const say = useText(mandateTexts)
  const names = useOrgNames()
  const locale = useLocale()
  const query = useQuery(quoteMandateQuery(quote.id))
  const whatItNeeds = (verdict: Verdict) => {
    if (verdict.blocked.length > 0) return say('nobody', { measures: blockedText(verdict, locale) })
    return verdict.steps.length > 0 && say('needs', { names: peopleText(verdict.steps, say) })
  }
  return (
    <Loaded query={query}>
      {({ verdict, clearance }) => (
        <>
          <div className={css.state}>
            <Chip tone={clearance ? 'green' : 'ochre'} dot>
              {say(clearance ? 'cleared' : 'notCleared')}
            </Chip>
            {clearance ? (
              <span className="quiet">
                {say(clearance.kind === 'mandate' ? 'clearedByMandate' : 'clearedByApproval', {
                  name: clearance.by.map(names.member).join('、'),
                })}{' '}
                · <RelativeTime at={clearance.at} />
              </span>
            ) : (
              <span>{whatItNeeds(verdict)}</span>
            )}
          </div>
          <Measures verdict={verdict} />
          <p className="quiet small">{say('versionBasis', { version: verdict.version })}</p>
        </>
      )}
    </Loaded>
  )
}
