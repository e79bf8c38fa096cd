import { libraryRoutes } from '#collaboration/contract/api.ts'
import { call } from '../../../app/http.ts'
import { useText } from '../../../app/i18n.ts'
import { useSave } from '../../../app/useSave.ts'
import { useUndo } from '../../../ui/useUndo.tsx'
import { contractTexts } from './texts.ts'

interface Change {
  id: string
  archived: boolean
}

/** Archives a clause or a template, or brings it back; either is taken back with one press. */
export function useArchive(what: 'archive' | 'archiveTemplate', onDone?: () => void) {
  const say = useText(contractTexts)
  const undoable = useUndo()
  const save = useSave(
    async ({ id, archived }: Change) => {
      await call(libraryRoutes[what], { params: { id }, body: { archived } })
    },
    {
      refetch: [['contract-clauses'], ['contract-templates'], ['contract']],
      onDone: (_, { id, archived }) => {
        onDone?.()
        undoable(say(archived ? 'archivedNow' : 'broughtBack'), () =>
          save.mutate({ id, archived: !archived }),
        )
      },
    },
  )
  return save
}
