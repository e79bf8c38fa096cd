import { Button } from 'antd'
import { useState } from 'react'
import { useText } from '../../../app/i18n.ts'
import { useMay } from '../../../app/session.ts'
import { TeamsSheet } from './TeamsSheet.tsx'
import { deliveryTexts } from './texts.ts'

/** Where a slot is looked for and there is no team at all: makes the first one, or says who does. */
export function NoTeams() {
  const say = useText(deliveryTexts)
  const mayPlan = useMay()('delivery.write')
  const [open, setOpen] = useState(false)
  return (
    <>
      <p>{say(mayPlan ? 'noTeamsYet' : 'noTeamsAsk')}</p>
      {mayPlan && <Button onClick={() => setOpen(true)}>{say('firstTeam')}</Button>}
      <TeamsSheet open={open} onClose={() => setOpen(false)} />
    </>
  )
}
