import { approvalRoutes, type CaseView, type Decision } from '#collaboration/approval/api.ts'
import { newId } from '#kernel/id.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { queries } from '../../../app/queries.ts'
import { useSave } from '../../../app/useSave.ts'
import { useUndo } from '../../../ui/useUndo.tsx'
import { approvalsKey, caseQuery } from './data.ts'
import { approvalTexts } from './texts.ts'

interface Doing {
  /** Made with the button's first press: pressed twice or sent again, it is done once. */
  id: string
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

/** Decides, and offers to take it back while nothing has followed. */
export function useDecide(view: CaseView) {
  const say = useText(approvalTexts)
  const undoable = useUndo()
  const decide = useSave(
    ({ id, act, comment }: Doing) =>
      call(approvalRoutes.decide, { params: { id: view.id }, body: { id, hash: view.hash, comment, act } }),
    {
      silent: true,
      refetch: [approvalsKey, ['quote', view.subjectId]],
      onDone: (after, { act }) => {
        queries.setQueryData(caseQuery(view.id).queryKey, after)
        if (act.kind !== 'undo' && after.may.undoUntil !== null)
          undoable(say(said[act.kind]), () =>
            decide.mutate({ id: newId(), act: { kind: 'undo' }, comment: '' }),
          )
      },
    },
  )
  return decide
}

export type Deciding = ReturnType<typeof useDecide>
