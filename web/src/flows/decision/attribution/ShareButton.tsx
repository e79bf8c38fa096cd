import { Button } from 'antd'
import { useState } from 'react'
import { type BoardSettings, shareBoard } from '#decision/attribution/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import css from './attribution.module.css'
import { journeyTexts } from './texts.ts'

interface Props {
  board: string | null
  name: string
  settings: BoardSettings
  disabled: boolean
}

/** Makes a link to the board as it stands on the screen. */
export function ShareButton({ board, name, settings, disabled }: Props) {
  const say = useText(journeyTexts)
  const [open, setOpen] = useState(false)
  const share = useSave(() => call(shareBoard, { body: { board, name, settings } }))
  const show = () => {
    share.reset()
    setOpen(true)
  }
  return (
    <>
      <Button icon={<Icon name="link" size={16} />} disabled={disabled} onClick={show}>
        {say('share')}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={say('shareTitle')} subtitle={name}>
        <p className={css.lead}>{say('shareHint')}</p>
        {share.data ? (
          <CopyButton text={`${location.origin}/journeys/shared/${share.data.token}`} />
        ) : (
          <Button type="primary" loading={share.isPending} onClick={() => share.mutate(undefined)}>
            {say('shareMake')}
          </Button>
        )}
      </Sheet>
    </>
  )
}
