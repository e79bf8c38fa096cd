import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import { respond, type SuggestionView } from '#decision/suggestion/api.ts'
import { newId } from '#kernel/id.ts'
import { describeError } from '../../../app/errors.ts'
import { call } from '../../../app/http.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { queries } from '../../../app/queries.ts'
import { useMe } from '../../../app/session.ts'
import { type Names, useNames } from '../../../crm/data.ts'
import { Avatar, PriorityBadge } from '../../../ui/Badge.tsx'
import { ConfidenceWords } from '../../../ui/ConfidenceBar.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Loaded } from '../../../ui/Loaded.tsx'
import { EmptyState } from '../../../ui/States.tsx'
import { uiTexts } from '../../../ui/texts.ts'
import { useUndo } from '../../../ui/useUndo.tsx'
import { RelativeTime } from '../../../ui/Values.tsx'
import { suggestionsKey, untakenQuery } from './data.ts'
import css from './suggestion.module.css'
import { suggestionTexts } from './texts.ts'
import { useTakeBack } from './useAnswer.ts'

/** What ran out without an answer, by person: hand it over, take it, or let it go. */
export function Untaken() {
  const query = useQuery(untakenQuery)
  return <Loaded query={query}>{items => <List items={items} />}</Loaded>
}

function List({ items }: { items: SuggestionView[] }) {
  const say = useText(suggestionTexts)
  const names = useNames()
  const [owner, setOwner] = useState<string>()
  if (items.length === 0)
    return (
      <div className="card">
        <EmptyState icon="check" title={say('untakenNone')} hint={say('untakenNoneHint')} />
      </div>
    )
  const counts = Map.groupBy(items, s => s.ownerId)
  const shown = owner && counts.has(owner) ? items.filter(s => s.ownerId === owner) : items
  return (
    <>
      <fieldset className={css.people}>
        <legend className="unseen">{say('byPerson')}</legend>
        <button type="button" aria-pressed={shown === items} onClick={() => setOwner(undefined)}>
          {say('everyone')} <b className="num">{items.length}</b>
        </button>
        {[...counts]
          .toSorted((a, b) => b[1].length - a[1].length)
          .map(([id, of]) => (
            <button
              key={id}
              type="button"
              aria-pressed={shown !== items && owner === id}
              onClick={() => setOwner(id)}
            >
              <Avatar name={names.person(id) || '?'} size={22} />
              {names.person(id) || say('nobody')} <b className="num">{of.length}</b>
            </button>
          ))}
      </fieldset>
      <ul className={`card ${css.untaken}`}>
        {shown.map(s => (
          <Row key={s.id} s={s} names={names} />
        ))}
      </ul>
    </>
  )
}

type Act = { act: 'dismiss' } | { act: 'reassign'; to: string }

function Row({ s, names }: { s: SuggestionView; names: Names }) {
  const say = useText(suggestionTexts)
  const sayUi = useText(uiTexts)
  const locale = useLocale()
  const me = useMe()
  const act = useManage(s, names)
  const others = names.people.filter(person => person.value !== s.ownerId && person.value !== me.userId)
  return (
    <li>
      <PriorityBadge value={s.priority} />
      <div className={css.untakenWords}>
        <h2>
          <Link to={`/suggestions/${s.id}`}>{pick(s.title, locale)}</Link>
        </h2>
        <p className="quiet">
          {s.accountId ? <Link to={`/accounts/${s.accountId}`}>{s.accountName}</Link> : say('noAccount')}
          {' · '}
          {names.person(s.ownerId) || say('nobody')}
          {' · '}
          {say('expired')} <RelativeTime at={s.expiresAt} />
        </p>
      </div>
      <span className={css.sure}>
        <ConfidenceWords estimate={s.estimate} />
      </span>
      <div className={css.untakenActs}>
        <Dropdown
          trigger={['click']}
          menu={{
            className: css.menu ?? '',
            items: others.map(person => ({ key: person.value, label: person.label })),
            onClick: ({ key }) => act.mutate({ act: 'reassign', to: key }),
          }}
        >
          <Button disabled={act.isPending} aria-haspopup="menu">
            {say('handOver')}
          </Button>
        </Dropdown>
        <Button disabled={act.isPending} onClick={() => act.mutate({ act: 'reassign', to: me.userId })}>
          {say('take')}
        </Button>
        <Button
          type="text"
          disabled={act.isPending}
          icon={<Icon name="close" size={16} />}
          aria-label={`${say('dismiss')}: ${pick(s.title, locale)}`}
          title={`${say('dismiss')} · ${sayUi('undo')}`}
          onClick={() => act.mutate({ act: 'dismiss' })}
        />
      </div>
    </li>
  )
}

/** What a manager does with it; letting go can be undone, handing over is undone by handing back. */
function useManage(s: SuggestionView, names: Names) {
  const say = useText(suggestionTexts)
  const locale = useLocale()
  const me = useMe()
  const { message } = App.useApp()
  const undoable = useUndo()
  const takeBack = useTakeBack()
  return useMutation({
    mutationFn: (act: Act) => call(respond, { params: { id: s.id }, body: { id: newId(), ...act } }),
    onSuccess: (answered, act) => {
      const { response } = answered
      if (act.act === 'dismiss') {
        if (response) undoable(say('dismissed'), () => takeBack(s.id, response.id))
      } else if (act.to === me.userId) void message.success(say('taken'))
      else void message.success(say('handedOver', { name: names.person(act.to) }))
    },
    onError: error => void message.error({ content: describeError(error, locale).hint, duration: 6 }),
    onSettled: () => queries.invalidateQueries({ queryKey: suggestionsKey }),
  })
}
