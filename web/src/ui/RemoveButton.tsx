import type { QueryKey } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useText } from '../app/i18n.ts'
import { useSave } from '../app/useSave.ts'
import { uiTexts } from './texts.ts'

interface Props {
  /** What goes, by name. */
  name: string
  /** What is lost with it. */
  lost?: string
  remove: () => Promise<unknown>
  refetch: QueryKey[]
  onDone?: () => void
  label?: string
}

/** Deletes what cannot be brought back, so it asks once, naming what goes. */
export function RemoveButton({ name, lost, remove, refetch, onDone, label }: Props) {
  const say = useText(uiTexts)
  const { modal } = App.useApp()
  const save = useSave(remove, { said: say('removed', { name }), refetch, onDone: () => onDone?.() })
  const ask = () =>
    modal.confirm({
      title: say('askRemove', { name }),
      content: lost ?? say('askRemoveHint'),
      okText: label ?? say('remove'),
      okButtonProps: { danger: true },
      cancelText: say('cancel'),
      onOk: () => save.mutateAsync(undefined).catch(() => {}),
    })
  return (
    <Button type="text" danger onClick={ask} loading={save.isPending}>
      {label ?? say('remove')}
    </Button>
  )
}
