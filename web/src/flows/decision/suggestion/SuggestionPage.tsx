import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { SuggestionDetail } from '#decision/suggestion/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { useMay, useMe } from '../../../app/session.ts'
import { useScreenParams } from '../../../app/url-state.ts'
import { useNames } from '../../../crm/data.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageHead } from '../../../ui/PageHead.tsx'
import { SkeletonCards } from '../../../ui/States.tsx'
import { SuggestionCard } from '../../../ui/SuggestionCard.tsx'
import { useNow } from '../../../ui/Values.tsx'
import { DeliveredKitView } from '../playkit/DeliveredKitView.tsx'
import { stateTones } from './Answered.tsx'
import { Answers } from './Answers.tsx'
import { suggestionQuery, tellSeen } from './data.ts'
import { cardOf } from './shown.ts'
import css from './suggestion.module.css'
import { suggestionTexts } from './texts.ts'
import { useSuggestionSheets } from './useSuggestionSheets.tsx'
import { Why } from './WhySheet.tsx'

/** One suggestion with all there is to it; where a notification leads. */
export default function SuggestionPage() {
  const { id } = useScreenParams<'id'>()
  const query = useQuery(suggestionQuery(id))
  useEffect(() => tellSeen([id], 'opened'), [id])
  return (
    <Loaded query={query} skeleton={<SkeletonCards />}>
      {detail => <Page detail={detail} />}
    </Loaded>
  )
}

function Page({ detail }: { detail: SuggestionDetail }) {
  const say = useText(suggestionTexts)
  const locale = useLocale()
  const now = useNow()
  const me = useMe()
  const may = useMay()
  const names = useNames()
  const sheets = useSuggestionSheets()
  const s = detail.suggestion
  const open = ['waiting', 'shown', 'snoozed', 'untaken'].includes(s.state)
  const mine = s.ownerId === me.userId
  return (
    <div className={css.page}>
      <PageHead
        back={mine ? '/today' : '/suggestions'}
        title={s.accountName ?? say('suggestions')}
        marks={<Chip tone={stateTones[s.state]}>{say(`${s.state}State`)}</Chip>}
        {...(mine ? {} : { subtitle: say('forOthers', { name: names.person(s.ownerId) || say('nobody') }) })}
      />
      <div className={css.two}>
        <div className={css.stack}>
          {open ? (
            <SuggestionCard
              suggestion={cardOf(s, locale, say)}
              variant="focus"
              now={now}
              busy={!mine || !may('suggestion.respond')}
              onAdopt={() => sheets.adopt(s)}
              onWhy={() => sheets.openWhy(s)}
              {...(mine
                ? {
                    onAdapt: () => sheets.ask(s, 'adapt'),
                    onReject: () => sheets.ask(s, 'reject'),
                    onSnooze: () => sheets.ask(s, 'snooze'),
                  }
                : {})}
            />
          ) : (
            <section className={`card ${css.box}`}>
              <h2>{pick(s.title, locale)}</h2>
              <p>{pick(s.reason, locale)}</p>
              <Answers suggestions={[s]} />
            </section>
          )}
          {detail.kit && (
            <section className={`card ${css.box}`}>
              <DeliveredKitView kit={detail.kit} />
            </section>
          )}
        </div>
        <section className={`card ${css.box} ${css.evidence}`}>
          <h2>{say('evidenceTitle')}</h2>
          <Why detail={detail} {...(mine && open ? { onDispute: () => sheets.ask(s, 'dispute') } : {})} />
        </section>
      </div>
      {sheets.sheets}
    </div>
  )
}
