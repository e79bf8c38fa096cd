import { App } from 'antd'
import { useCallback } from 'react'
import { useText } from '../app/i18n.ts'
import { uiTexts } from './texts.ts'

/** Says what was done and offers to take it back for 8 s: `undoable('已移出公海', () => restore())`. */
export function useUndo(): (said: string, undo: () => void) => void {
  const { message } = App.useApp()
  const say = useText(uiTexts)
  return useCallback(
    (said, undo) => {
      const key = crypto.randomUUID()
      const back = () => {
        message.destroy(key)
        undo()
      }
      const content = <UndoToast said={said} label={say('undo')} onUndo={back} />
      void message.open({ key, duration: 8, content })
    },
    [message, say],
  )
}

/** What the message holds. */
export function UndoToast({ said, label, onUndo }: { said: string; label: string; onUndo: () => void }) {
  return (
    <span style={{ display: 'inline-flex', gap: 16, alignItems: 'baseline' }}>
      {said}
      <button type="button" className="plain link nowrap undo" onClick={onUndo}>
        {label}
      </button>
    </span>
  )
}
