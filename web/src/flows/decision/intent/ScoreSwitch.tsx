import { Segmented } from 'antd'
import { useText } from '../../../app/i18n.ts'
import { useGo } from '../../../app/url-state.ts'
import { learningTexts } from './learning-texts.ts'

/** Between the weights and what was learned about them. */
export function ScoreSwitch({ at }: { at: 'weights' | 'learning' }) {
  const say = useText(learningTexts)
  const go = useGo()
  return (
    <Segmented
      value={at}
      options={[
        { value: 'weights', label: say('weights') },
        { value: 'learning', label: say('title') },
      ]}
      onChange={value => void go(value === 'weights' ? '/score' : '/score/learning')}
    />
  )
}
