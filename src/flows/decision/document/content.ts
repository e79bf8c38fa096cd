import { AppError } from '#kernel/error.ts'
import type { Id } from '#kernel/id.ts'
import { readerErrors as errors } from './api.ts'
import { linkState, type StoredFile } from './model.ts'
import type { DocumentPorts } from './ports.ts'
import { selectView } from './reader-store.ts'
import * as store from './store.ts'

export type Content = ReturnType<typeof makeContent>

/** The file that a signed view may fetch. */
export function makeContent({ db, clock, signer }: DocumentPorts) {
  return {
    /** @throws AppError view.expired, link.revoked, link.expired */
    ofView: (
      viewId: Id,
      token: string,
      purpose: 'view' | 'file',
      page: number,
    ): Promise<{ file: StoredFile; title: string }> => {
      const workspaceId = signer.verify(purpose, viewId, token, clock.now())
      if (!workspaceId) throw new AppError(errors['view.expired'])
      return db.tx(workspaceId, async tx => {
        const view = await selectView(tx, workspaceId, viewId)
        const named = view && (await store.selectLink(tx, workspaceId, view.linkId))
        const document = view && (await store.selectShared(tx, workspaceId, view.documentId))
        if (!named || !document) throw new AppError(errors['view.expired'])
        const state = document.archivedAt ? 'revoked' : linkState(named.link, clock.now())
        if (state !== 'open') throw new AppError(errors[`link.${state}`])
        const version = await store.selectVersion(tx, workspaceId, view.documentId, view.version)
        const file = version?.files[page - 1]
        if (!file) throw new AppError(errors['view.expired'])
        return { file, title: document.title }
      })
    },
  }
}
