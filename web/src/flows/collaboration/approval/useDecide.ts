import { App } from 'antd'
import { useState } from 'react'
import { approvalRoutes, type CaseView, type Decision } from '#collaboration/approval/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { queries } from '../../../app/queries.ts'
import { useSave } from '../../../app/useSave.ts'
import { approvalsKey, caseQuery } from './data.ts'
import { approvalTexts } from './texts.ts'

interface Doing {
  act: Decision
  comment: string
}

const said = {
  approve: 'didApprove',
  reject: 'didReject',
  return: 'didReturn',
  transfer: 'didTransfer',
  add: 'didAdd',
  undo: 'undone',
} as const

/** Decides. While nothing has followed, the page itself offers to take it back. */
export function useDecide(view: CaseView) {
  const say = useText(approvalTexts)
  const { message } = App.useApp()
  // Until something has come of it: pressed twice or sent again, it is done once.
  const [id, setId] = useState(newId)
  return useSave(
    ({ act, comment }: Doing) =>
      call(approvalRoutes.decide, { params: { id: view.id }, body: { id, hash: view.hash, comment, act } })
        // Somebody was faster: what is seen here is no longer how it stands.
        .catch(async error => {
          await queries.invalidateQueries({ queryKey: approvalsKey })
          throw error
        }),
    {
      silent: true,
      refetch: [approvalsKey, ['quote', view.subjectId]],
      onDone: (after, { act }) => {
        setId(newId())
        queries.setQueryData(caseQuery(view.id).queryKey, after)
        void message.success(say(said[act.kind]))
      },
    },
  )
}

export type Deciding = ReturnType<typeof useDecide>
