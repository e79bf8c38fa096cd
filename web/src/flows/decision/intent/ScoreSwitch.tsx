import { useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useText } from '../../../app/i18n.ts'
import { learningTexts } from './learning-texts.ts'

/** Between the weights and what was learned about them. */
export function ScoreSwitch({ at }: { at: 'weights' | 'learning' }) {
  const say = useText(learningTexts)
  const navigate = useNavigate()
  return (
    <Segmented
      value={at}
      options={[
        { value: 'weights', label: say('weights') },
        { value: 'learning', label: say('title') },
      ]}
      onChange={value => void navigate({ to: value === 'weights' ? '/score' : '/score/learning' })}
    />
  )
}
