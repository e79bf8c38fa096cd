import { useBlocker } from '@tanstack/react-router'
import { App } from 'antd'
import { texts, useText } from './i18n.ts'

const leaveTexts = texts('leave', {
  'zh-CN': {
    title: '修改还没有保存',
    lost: '离开后，这些修改就没有了。',
    leave: '不保存，离开',
    stay: '留下',
  },
  en: {
    title: 'Your changes aren’t saved',
    lost: 'They are lost if you leave.',
    leave: 'Leave',
    stay: 'Stay',
  },
})

/** Asks before a page is left on which something isn't saved, within the application and out of it. */
export function useLeaveGuard(unsaved: boolean): void {
  const say = useText(leaveTexts)
  const { modal } = App.useApp()
  useBlocker({
    disabled: !unsaved,
    enableBeforeUnload: () => unsaved,
    shouldBlockFn: async () => {
      const words = {
        title: say('title'),
        content: say('lost'),
        okText: say('leave'),
        cancelText: say('stay'),
      }
      return !(await modal.confirm({ ...words, okButtonProps: { danger: true } }))
    },
  })
}
