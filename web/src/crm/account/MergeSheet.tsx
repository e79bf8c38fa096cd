import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import type { AccountView } from '#crm/account/api.ts'
import { mergeAccount } from '#crm/subject/api.ts'
import { call } from '../../app/http.ts'
import { useText } from '../../app/i18n.ts'
import { useGo } from '../../app/url-state.ts'
import { Fault } from '../../ui/Fault.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { AccountPicker } from '../AccountPicker.tsx'
import crmCss from '../crm.module.css'
import { refreshCrm } from '../data.ts'
import { crmTexts } from '../texts.ts'

interface Props {
  placeholder: AccountView
  open: boolean
  onClose: () => void
}

/** Says which account a placeholder is; names what moves, since it can't be undone. */
export function MergeSheet({ placeholder, open, onClose }: Props) {
  const say = useText(crmTexts)
  const { message } = App.useApp()
  const go = useGo()
  const [into, setInto] = useState<{ id: string; name: string }>()
  const merge = useMutation({
    mutationFn: (id: string) =>
      call(mergeAccount, { params: { id }, body: { placeholderId: placeholder.id } }),
    onSuccess: async (_, id) => {
      onClose()
      await go(`/accounts/${id}`, { replace: true })
      void refreshCrm()
      void message.success(say('merged', { name: into?.name ?? '' }))
    },
  })
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={say('mergeInto')}
      subtitle={placeholder.name}
      footer={
        <Button
          type="primary"
          block
          disabled={!into}
          loading={merge.isPending}
          onClick={() => into && merge.mutate(into.id)}
        >
          {say('merge')}
        </Button>
      }
    >
      <Fault error={merge.error} />
      <p className={crmCss.field}>{say('mergeHint')}</p>
      <div className={crmCss.field}>
        <AccountPicker
          label={say('mergeInto')}
          value={into?.id ?? null}
          onChange={(id, name) => setInto(id && id !== placeholder.id ? { id, name } : undefined)}
        />
      </div>
    </Sheet>
  )
}
