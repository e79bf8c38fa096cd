import { useQuery } from '@tanstack/react-query'
import { Tooltip } from 'antd'
import { type ReactNode, useEffect } from 'react'
import type { DecisionView } from '#decision/suggestion/api.ts'
import { useLocale, useText } from '../../../app/i18n.ts'
import { Link } from '../../../app/link.tsx'
import { useScreenParams } from '../../../app/url-state.ts'
import { Chip } from '../../../ui/Badge.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { EvidenceBody } from '../../../ui/EvidenceSheet.tsx'
import { count, exactTime } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/Loaded.tsx'
import { PageHead } from '../../../ui/PageHead.tsx'
import { useNow } from '../../../ui/Values.tsx'
import { Answers } from './Answers.tsx'
import { DoneActions } from './DoneActions.tsx'
import { decisionQuery, tellSeen } from './data.ts'
import { armNote, consentNote, evidenceOf, namedEvidence } from './shown.ts'
import css from './suggestion.module.css'
import { suggestionTexts } from './texts.ts'

/** A decision as it was taken: what it rested on, under which rules, what was done, who answered, and that nobody changed it. */
export default function DecisionPage() {
  const { id } = useScreenParams<'id'>()
  const query = useQuery(decisionQuery(id))
  return <Loaded query={query}>{decision => <Page decision={decision} />}</Loaded>
}

function Page({ decision: d }: { decision: DecisionView }) {
  const say = useText(suggestionTexts)
  const { body } = d
  const shown = d.suggestions.map(s => s.id).join()
  useEffect(() => tellSeen(shown ? shown.split(',') : [], 'record'), [shown])
  return (
    <div className={css.page}>
      <PageHead
        back={d.suggestions[0] ? `/suggestions/${d.suggestions[0].id}` : '/today'}
        title={say('record')}
        subtitle={`${d.accountName ?? say('noAccount')} · ${say('decided', { time: exactTime(body.decidedAt) })}`}
        marks={
          <Tooltip title={say(d.intact ? 'intactHint' : 'brokenHint')}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the explanation must be reached by keyboard */}
            <span tabIndex={0}>
              <Chip tone={d.intact ? 'green' : 'red'} dot>
                {say(d.intact ? 'intact' : 'broken')}
              </Chip>
            </span>
          </Tooltip>
        }
      />
      <div className={css.two}>
        <EvidenceBox decision={d} />
        <div className={css.stack}>
          <Box title={say('outcome')}>
            <Outcome decision={d} />
          </Box>
          <Box title={say('actions')}>
            <DoneActions actions={body.actions} />
          </Box>
          <Box title={say('answers')}>
            <Answers suggestions={d.suggestions} />
          </Box>
          <Box title={say('inputs')}>
            <Inputs values={body.inputs} />
          </Box>
          <Box title={say('chain')}>
            <Chain decision={d} />
          </Box>
        </div>
      </div>
    </div>
  )
}

export function Box({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={`card ${css.box}`}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

function EvidenceBox({ decision: d }: { decision: DecisionView }) {
  const say = useText(suggestionTexts)
  const locale = useLocale()
  const now = useNow()
  const { body } = d
  const named = Object.values(d.persons).flatMap(person => (person.name ? [person.name] : []))
  const evidence = evidenceOf(
    namedEvidence(body.evidence, d.persons),
    {
      title: say('record'),
      account: d.accountName ?? say('noAccount'),
      accountId: body.accountId,
      notes: [{ label: say('consent'), text: consentNote(named, body.heldBack, say) }],
    },
    locale,
    say,
  )
  return (
    <section className={`card ${css.box} ${css.evidence}`}>
      <h2>{say('evidenceTitle')}</h2>
      <EvidenceBody evidence={evidence} now={now} />
    </section>
  )
}

export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <dl className={css.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Outcome({ decision: d }: { decision: DecisionView }) {
  const say = useText(suggestionTexts)
  const { body } = d
  const { strategy, experiment } = body
  const facts: [string, ReactNode][] = [
    [say('outcome'), say(body.outcome)],
    [
      say('strategy'),
      strategy ? (
        <Link key="strategy" to={`/strategies/${strategy.id}?version=${strategy.version}`} className="link">
          {strategy.name} · {say('version', { version: strategy.version })}
        </Link>
      ) : (
        say('none')
      ),
    ],
    [say('model'), say('version', { version: body.evidence.modelVersion })],
    [say('key'), <KeyOf key="key" decision={d} />],
  ]
  if (Object.keys(body.steps).length > 0)
    facts.push([
      say('completedBy'),
      Object.entries(body.steps).map(([as, event]) => (
        <code key={as} className={css.code}>
          {as} = {event}
        </code>
      )),
    ])
  if (Object.keys(body.measures).length > 0)
    facts.push([
      say('measures'),
      Object.entries(body.measures).map(([name, value]) => (
        <code key={name} className={css.code}>
          {name} = {value === null ? say('none') : count(value)}
        </code>
      )),
    ])
  if (experiment)
    facts.push([
      say('experiment'),
      `${armNote(experiment.arm, experiment.holdout, say)} · ${say('unit', { unit: say(experiment.unit === 'person' ? 'unitPerson' : 'unitAccount') })}`,
    ])
  return <Facts facts={facts} />
}

function KeyOf({ decision: { body, accountName } }: { decision: DecisionView }) {
  const say = useText(suggestionTexts)
  const { kind, value } = body.key
  const known = kind === 'customer' || kind === 'person' || kind === 'opportunity'
  const shown = kind === 'customer' && accountName ? accountName : value
  return (
    <>
      {known ? say(kind) : kind} · {shown}
    </>
  )
}

function Inputs({ values }: { values: Record<string, unknown> }) {
  const say = useText(suggestionTexts)
  const entries = Object.entries(values)
  if (entries.length === 0) return <p className="quiet">{say('none')}</p>
  return <Facts facts={entries.map(([name, value]) => [name, shownValue(value)])} />
}

function shownValue(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'number') return count(value)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

function Chain({ decision: d }: { decision: DecisionView }) {
  const say = useText(suggestionTexts)
  const brief = (hash: string) => `${hash.slice(0, 12)}…${hash.slice(-6)}`
  return (
    <>
      <Facts
        facts={[
          [say('position', { position: d.position }), say(d.intact ? 'intactHint' : 'brokenHint')],
          [say('hash'), <CopyButton key="h" text={d.hash} label={brief(d.hash)} />],
          [say('previousHash'), <CopyButton key="p" text={d.previousHash} label={brief(d.previousHash)} />],
        ]}
      />
      <p className="quiet small">{say('personNamed')}</p>
    </>
  )
}
