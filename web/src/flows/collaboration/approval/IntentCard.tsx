import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { Evidence } from '#decision/intent/api.ts'
import { pick, useLocale, useText } from '../../../app/i18n.ts'
import { intentQuery } from '../../../crm/account/intent.ts'
import { EvidenceSheet } from '../../../ui/EvidenceSheet.tsx'
import { percent, percentRange } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { useNow } from '../../../ui/Values.tsx'
import { evidenceOf } from '../../decision/suggestion/shown.ts'
import { suggestionTexts } from '../../decision/suggestion/texts.ts'
import css from './approval.module.css'
import { approvalTexts } from './texts.ts'

/** How likely the customer is to buy, with its interval, and the acts that say so in a sheet. */
export function IntentCard({ accountId, account }: { accountId: string; account: string }) {
  const say = useText(approvalTexts)
  const locale = useLocale()
  const { data, error } = useQuery({ ...intentQuery(accountId), retry: false })
  const [open, setOpen] = useState(false)
  const total = data?.evidence.total
  return (
    <section className={`card ${css.card}`}>
      <h2>{say('intent')}</h2>
      {error && <p className="quiet">{say('intentNone')}</p>}
      {data && total && (
        <div className={css.intent}>
          <span>
            {say('intentChance', { target: pick(data.evidence.target, locale) })}{' '}
            <b className="num">{percent(total.value)}</b>{' '}
            <span className="quiet num">({percentRange(total.low, total.high)})</span>
          </span>
          <Button icon={<Icon name="eye" size={16} />} onClick={() => setOpen(true)}>
            {say('intentShow')}
          </Button>
          <Sheet
            evidence={data.evidence}
            about={{ account, accountId }}
            open={open}
            onClose={() => setOpen(false)}
          />
        </div>
      )}
    </section>
  )
}

interface SheetProps {
  evidence: Evidence
  about: { account: string; accountId: string }
  open: boolean
  onClose: () => void
}

const shownActs = 5

/** The strongest acts; what remains is told as one term, so that the sum still closes. */
function Sheet({ evidence, about, open, onClose }: SheetProps) {
  const say = useText(approvalTexts)
  const sayWhy = useText(suggestionTexts)
  const locale = useLocale()
  const now = useNow()
  const title = say('intentTitle', { account: about.account })
  const shown = evidenceOf(strongest(evidence), { ...about, title, notes: [] }, locale, sayWhy)
  return <EvidenceSheet open={open} onClose={onClose} evidence={shown} now={now} />
}

function strongest(evidence: Evidence): Evidence {
  const ranked = evidence.acts.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  const rest = ranked.slice(shownActs)
  const { count, weight } = evidence.others
  return {
    ...evidence,
    acts: ranked.slice(0, shownActs),
    others: {
      count: count + rest.length,
      weight: rest.reduce((sum, act) => sum + act.weight, weight),
    },
  }
}
