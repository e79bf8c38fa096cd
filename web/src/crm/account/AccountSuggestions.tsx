import { useMutation, useQuery } from '@tanstack/react-query'
import type { AccountView } from '#crm/account/api.ts'
import {
  listSuggestions,
  readSuggestion,
  respond,
  type SuggestionView,
  undoResponse,
} from '#decision/suggestion/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../app/http.ts'
import { pick, useLocale, useText } from '../../app/i18n.ts'
import { Link } from '../../app/link.tsx'
import { refetchOn } from '../../app/live.ts'
import { useMay, useMe } from '../../app/session.ts'
import { PriorityBadge } from '../../ui/Badge.tsx'
import { ConfidenceLine } from '../../ui/ConfidenceBar.tsx'
import { roundToSum, shortDay, signed } from '../../ui/format.ts'
import { Icon } from '../../ui/icons.tsx'
import { uiTexts } from '../../ui/texts.ts'
import { useUndo } from '../../ui/useUndo.tsx'
import { useNow } from '../../ui/Values.tsx'
import { refreshCrm } from '../data.ts'
import { crmTexts } from '../texts.ts'
import css from './account.module.css'

refetchOn('suggestion.created', ['crm', 'suggestions'])
refetchOn('suggestion.changed', ['crm', 'suggestions'])

export function useOpenSuggestions(accountId: string) {
  const may = useMay()
  return useQuery({
    queryKey: ['crm', 'suggestions', accountId],
    queryFn: () => call(listSuggestions, { query: { account: accountId, state: 'open', size: 10 } }),
    enabled: may('suggestion.read'),
  })
}

/** What to do now about this account: the first with its reason and answers, the rest in a line each. */
export function AccountSuggestions({ account }: { account: AccountView }) {
  const say = useText(crmTexts)
  const { data } = useOpenSuggestions(account.id)
  if (!data) return null
  return (
    <section className="card">
      <header className={css.cardHead}>
        <h2>{say('suggestions')}</h2>
        {data.total > 0 && <span className="num">{say('suggestionCount', { count: data.total })}</span>}
      </header>
      {data.items.length === 0 && (
        <p className={css.none}>
          <Icon name="sprout" size={16} />
          <span>
            {say('noSuggestions')}
            <br />
            <span className="quiet small">{say('noSuggestionsHint')}</span>
          </span>
        </p>
      )}
      {data.items.map((suggestion, i) => (
        <Suggestion key={suggestion.id} suggestion={suggestion} large={i === 0} />
      ))}
    </section>
  )
}

function Suggestion({ suggestion, large }: { suggestion: SuggestionView; large: boolean }) {
  const say = useText(crmTexts)
  const locale = useLocale()
  const now = useNow()
  return (
    <article className={css.suggestion}>
      <h3>
        <PriorityBadge value={suggestion.priority} />
        <Link to={`/suggestions/${suggestion.id}`}>{pick(suggestion.title, locale)}</Link>
      </h3>
      {large && <p>{pick(suggestion.reason, locale)}</p>}
      <div className={css.sure}>
        <ConfidenceLine estimate={suggestion.estimate} />
        <span className="quiet small num">{say('until', { day: shortDay(suggestion.expiresAt, now) })}</span>
      </div>
      {large && <Sum id={suggestion.id} />}
      {large && <Answers suggestion={suggestion} />}
    </article>
  )
}

/** The sum behind the probability, so that it can be followed without opening anything. */
function Sum({ id }: { id: string }) {
  const say = useText(crmTexts)
  const { data } = useQuery({
    queryKey: ['crm', 'suggestions', 'one', id],
    queryFn: () => call(readSuggestion, { params: { id } }),
  })
  if (!data) return null
  const { prior, profile, total } = data.evidence
  const logOdds = [prior.logOdds, profile.reduce((sum, term) => sum + term.weight, 0)] as const
  const parts = [logOdds[0], total.logOdds - logOdds[0] - logOdds[1], logOdds[1]]
  const [start, acts, terms] = roundToSum(parts, total.logOdds)
  return (
    <p className={`num ${css.sum}`}>
      {say('sum', {
        prior: signed(start ?? 0),
        acts: signed(acts ?? 0),
        profile: signed(terms ?? 0),
        total: signed(total.logOdds),
      })}
    </p>
  )
}

function Answers({ suggestion }: { suggestion: SuggestionView }) {
  const say = useText(crmTexts)
  const sayUi = useText(uiTexts)
  const me = useMe()
  const undo = useUndo()
  const adopt = useMutation({
    mutationFn: (id: string) => call(respond, { params: { id: suggestion.id }, body: { id, act: 'adopt' } }),
    onSuccess: (_, responseId) => {
      void refreshCrm()
      undo(
        say('adopted'),
        () => void call(undoResponse, { params: { id: suggestion.id, responseId } }).then(refreshCrm),
      )
    },
  })
  return (
    <div className={css.answers}>
      {suggestion.ownerId === me.userId && (
        <button
          type="button"
          className={css.adopt}
          disabled={adopt.isPending}
          onClick={() => adopt.mutate(newId())}
        >
          {sayUi('adopt')}
        </button>
      )}
      <Link to={`/suggestions/${suggestion.id}`} className={css.why}>
        {sayUi('why')}
      </Link>
    </div>
  )
}
