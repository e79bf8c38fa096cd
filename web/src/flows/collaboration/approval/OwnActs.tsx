import { Button } from 'antd'
import { useState } from 'react'
import { approvalRoutes, type CaseView } from '#collaboration/approval/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { Icon } from '../../../ui/icons.tsx'
import { approvalsKey } from './data.ts'
import { approvalTexts } from './texts.ts'

/** What whoever asked can do: remind, ask again after a return, take it back. */
export function OwnActs({ view }: { view: CaseView }) {
  const say = useText(approvalTexts)
  // A press has an id of its own until something has come of it.
  const [ids, setIds] = useState(fresh)
  const done = { refetch: [approvalsKey, ['quote', view.subjectId]], onDone: () => setIds(fresh()) }
  const params = { id: view.id }
  const body = { hash: view.hash }
  const remind = useSave(() => call(approvalRoutes.remind, { params, body: { id: ids.remind } }), {
    said: say('reminded'),
    ...done,
  })
  const again = useSave(() => call(approvalRoutes.askAgain, { params, body: { ...body, id: ids.again } }), {
    said: say('askSent'),
    ...done,
  })
  const withdraw = useSave(
    () => call(approvalRoutes.withdraw, { params, body: { ...body, id: ids.withdraw } }),
    {
      said: say('withdrawn2'),
      ...done,
    },
  )
  return (
    <>
      {view.may.askAgain && (
        <Button type="primary" loading={again.isPending} onClick={() => again.mutate(undefined)}>
          {say('askAgain')}
        </Button>
      )}
      {view.may.remind && (
        <Button
          icon={<Icon name="bell" size={16} />}
          loading={remind.isPending}
          onClick={() => remind.mutate(undefined)}
        >
          {say('remind')}
        </Button>
      )}
      {view.may.withdraw && (
        <Button loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
          {say('withdraw')}
        </Button>
      )}
    </>
  )
}

const fresh = () => ({ remind: newId(), again: newId(), withdraw: newId() })
