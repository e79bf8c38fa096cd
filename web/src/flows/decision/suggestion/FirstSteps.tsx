import { useQueries } from '@tanstack/react-query'
import { readCatalogue } from '#decision/ingest/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { orgQuery } from '../../../platform/org/org.ts'
import { Icon, type IconName } from '../../../ui/icons.tsx'
import { quotesQuery } from '../../collaboration/quote/data.ts'
import { listQuery } from '../document/data.ts'
import { strategyListQuery } from '../strategy/data.ts'
import css from './FirstSteps.module.css'
import { suggestionTexts } from './texts.ts'

/** What a new workspace needs before suggestions can come; gone once all of it is there. */
export default function FirstSteps() {
  const say = useText(suggestionTexts)
  const [documents, events, strategies, org, quotes] = useQueries({
    queries: [
      listQuery({ limit: 1 }),
      { queryKey: ['catalogue'], queryFn: () => call(readCatalogue) },
      strategyListQuery,
      orgQuery,
      quotesQuery({ size: 1 }),
    ],
  })
  if (!documents.data || !events.data || !strategies.data || !org.data || !quotes.data) return null
  const steps: {
    name: 'stepShare' | 'stepEvents' | 'stepStrategy' | 'stepInvite' | 'stepDeal'
    to: string
    icon: IconName
    done: boolean
  }[] = [
    { name: 'stepShare', to: '/documents', icon: 'document', done: documents.data.total > 0 },
    { name: 'stepEvents', to: '/settings/sources', icon: 'bolt', done: events.data.length > 0 },
    {
      name: 'stepStrategy',
      to: '/strategies',
      icon: 'flow',
      done: strategies.data.some(one => one.liveVersion !== null),
    },
    { name: 'stepInvite', to: '/settings/people', icon: 'people', done: org.data.members.length > 1 },
    { name: 'stepDeal', to: '/loop', icon: 'tag', done: quotes.data.total > 0 },
  ]
  if (steps.every(step => step.done)) return null
  return (
    <section className={`card ${css.steps}`}>
      <h2>{say('firstSteps')}</h2>
      <ol>
        {steps.map(({ name, to, icon, done }) => (
          <li key={name} data-done={done || undefined}>
            <Link to={to}>
              <Icon name={done ? 'check' : icon} />
              <span>
                <b>{say(name)}</b>
                <small>{done ? say('stepDone') : say(`${name}Hint`)}</small>
              </span>
              <Icon name="next" size={16} />
            </Link>
          </li>
        ))}
      </ol>
    </section>
  )
}
