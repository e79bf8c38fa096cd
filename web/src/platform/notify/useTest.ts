import { App } from 'antd'
import type { TestResult } from '#platform/notify/api.ts'
import { pick, useLocale, useText } from '../../app/i18n.ts'
import { useSave } from '../../app/useSave.ts'
import { notifyTexts } from './texts.ts'

/** Sends a test and says what became of it. */
export function useTest(send: () => Promise<TestResult>) {
  const say = useText(notifyTexts)
  const locale = useLocale()
  const { message } = App.useApp()
  return useSave(send, {
    onDone: result => {
      const reason = result.reason ? pick(result.reason, locale) : say('unknownReason')
      if (result.ok) void message.success(say('testOk'))
      else void message.error({ content: say('testFailed', { reason }), duration: 8 })
    },
  })
}
