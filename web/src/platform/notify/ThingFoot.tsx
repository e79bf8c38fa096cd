import { Button } from 'antd'
import { useText } from '../../app/i18n.ts'
import { RemoveButton } from '../../ui/RemoveButton.tsx'
import css from './Notify.module.css'
import { notifyTexts } from './texts.ts'
import { useTest } from './useTest.ts'

interface Existing {
  name: string
  remove: () => Promise<unknown>
  /** Sends a test message to it. */
  test: Parameters<typeof useTest>[0]
}

interface Props {
  /** What is being changed; undefined while it is new. */
  existing: Existing | undefined
  saving: boolean
  onRemoved: () => void
}

/** The acts below the form of something that messages go to: remove, test, save. */
export function ThingFoot({ existing, saving, onRemoved }: Props) {
  const say = useText(notifyTexts)
  return (
    <div className={css.foot}>
      <span>{existing && <ExistingActs existing={existing} onRemoved={onRemoved} />}</span>
      <Button type="primary" htmlType="submit" loading={saving}>
        {say('save')}
      </Button>
    </div>
  )
}

function ExistingActs({ existing, onRemoved }: { existing: Existing; onRemoved: () => void }) {
  const say = useText(notifyTexts)
  const { name, remove } = existing
  const test = useTest(existing.test)
  return (
    <>
      <RemoveButton name={name} remove={remove} refetch={[['notify']]} onDone={onRemoved} />
      <Button type="text" loading={test.isPending} onClick={() => test.mutate(undefined)}>
        {say('test')}
      </Button>
    </>
  )
}
