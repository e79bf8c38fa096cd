import { Button, Dropdown } from 'antd'
import { useText } from '../../../app/i18n.ts'
import { Icon } from '../../../ui/icons.tsx'
import { strategyTexts } from './texts.ts'

interface MenuProps {
  label: string
  first: boolean
  last: boolean
  onMove: (by: number) => void
  onRemove: () => void
  more?: { key: string; label: string; onClick: () => void }[]
}

/** The three dots of a step, a measure or an action. */
export function ItemMenu({ label, first, last, onMove, onRemove, more = [] }: MenuProps) {
  const say = useText(strategyTexts)
  const items = [
    ...more,
    { key: 'up', label: say('moveUp'), disabled: first, onClick: () => onMove(-1) },
    { key: 'down', label: say('moveDown'), disabled: last, onClick: () => onMove(1) },
    { key: 'remove', label: say('remove'), danger: true, onClick: onRemove },
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button
        type="text"
        size="small"
        icon={<Icon name="more" size={16} />}
        aria-label={label}
        aria-haspopup="menu"
      />
    </Dropdown>
  )
}
