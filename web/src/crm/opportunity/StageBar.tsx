import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { type OpportunityItem, type Stage, updateOpportunity } from '#crm/opportunity/api.ts'
import { call } from '../../app/http.ts'
import { useLocale, useText } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { toMinor, unitOf, usePipeline } from './data.ts'
import css from './opportunity.module.css'
import { opportunityTexts } from './texts.ts'
import { useMove } from './useMove.ts'

/** The stages in a row: where it is, and one press to move it. Won asks for a missing amount, lost for the reason. */
export function StageBar({ deal }: { deal: OpportunityItem }) {
  const say = useText(opportunityTexts)
  const may = useMay()
  const pipeline = usePipeline()
  const move = useMove(deal)
  const here = pipeline.stages.findIndex(stage => stage.key === deal.stage)
  return (
    <fieldset className={css.stages} aria-label={say('stageNow', { stage: pipeline.name(deal.stage) })}>
      {pipeline.stages.map((stage, index) => {
        const passed = stage.outcome === 'open' && index < here && deal.outcome !== 'lost'
        const button = (
          <button
            type="button"
            key={stage.key}
            className={`${css.stage} ${passed ? css.passed : ''} ${css[stage.outcome]}`}
            aria-pressed={stage.key === deal.stage}
            aria-label={say('moveTo', { stage: pipeline.name(stage.key) })}
            disabled={!may('crm.write') || (deal.outcome !== 'open' && stage.outcome !== 'open')}
            {...(asks(deal, stage) ? {} : { onClick: () => void move(stage) })}
          >
            {pipeline.name(stage.key)}
          </button>
        )
        return asks(deal, stage) && may('crm.write') ? (
          <Asking key={stage.key} deal={deal} stage={stage}>
            {button}
          </Asking>
        ) : (
          button
        )
      })}
    </fieldset>
  )
}

/** Whether something has to be said before it can be moved there. */
const asks = (deal: OpportunityItem, stage: Stage): boolean =>
  deal.outcome === 'open' && (stage.outcome === 'lost' || (stage.outcome === 'won' && deal.amount === null))

function Asking({
  deal,
  stage,
  children,
}: {
  deal: OpportunityItem
  stage: Stage
  children: React.ReactNode
}) {
  const say = useText(opportunityTexts)
  const locale = useLocale()
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const move = useMove(deal)
  const lost = stage.outcome === 'lost'
  const amount = toMinor(text, deal.currency)
  const ready = text.trim() !== '' && (lost || amount !== undefined)
  const go = async () => {
    setOpen(false)
    if (lost) return move(stage, text.trim())
    const body = { version: deal.version, changes: { amount: amount ?? null } }
    await call(updateOpportunity, { params: { id: deal.id }, body })
    return move(stage)
  }
  const form = (
    <form
      className={css.asking}
      onSubmit={event => {
        event.preventDefault()
        if (ready) void go()
      }}
    >
      <Input
        autoFocus
        value={text}
        maxLength={lost ? 200 : 18}
        aria-label={say(lost ? 'whyLost' : 'howMuch')}
        placeholder={lost ? say('whyLostHint') : unitOf(deal.currency, locale)}
        onChange={event => setText(event.target.value)}
      />
      <Button type="primary" htmlType="submit" disabled={!ready}>
        {say('confirm')}
      </Button>
    </form>
  )
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      title={say(lost ? 'whyLost' : 'howMuch')}
      content={form}
      destroyOnHidden
    >
      {children}
    </Popover>
  )
}
