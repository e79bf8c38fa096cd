import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId, newToken } from '#kernel/id.ts'
import { HOUR } from '#kernel/time.ts'
import { classifyView } from '#lib/reading/classify.ts'
import { settle } from '#lib/reading/episode.ts'
import { GRACE_MS, mergeClaim, type ReadingTotals } from '#lib/reading/merge.ts'
import { type Beat, readerErrors as errors } from './api.ts'
import type { ActContext, Tell } from './events.ts'
import { BOUNCE_MS, linkState, MOST_SHARES_AN_HOUR, SILENT_MS } from './model.ts'
import type { People } from './people.ts'
import type { DocumentPorts } from './ports.ts'
import * as readers from './reader-store.ts'
import * as store from './store.ts'
import type { SectionRow, ViewRow } from './tables.ts'

export type Beats = ReturnType<typeof makeBeats>

/** What a view reports while it is read: time, passing on, downloads, the choice about one's data. */
export function makeBeats(ports: DocumentPorts, people: People, tell: Tell) {
  const { db, clock, signer, outbox, linkBase } = ports

  /** The workspace of a view's token. @throws AppError view.expired */
  const workspaceOf = (viewId: Id, token: string): Id => {
    const workspaceId = signer.verify('view', viewId, token, clock.now())
    if (!workspaceId) throw new AppError(errors['view.expired'])
    return workspaceId
  }

  /** Runs in the transaction of one view, which is locked; its link must still be open. */
  const within = async <T>(
    viewId: Id,
    token: string,
    work: (tx: Tx, view: ViewRow) => Promise<T>,
  ): Promise<T> => {
    const workspaceId = workspaceOf(viewId, token)
    const result = await db.tx(workspaceId, async tx => {
      const view = await readers.lockView(tx, workspaceId, viewId)
      if (!view) throw new AppError(errors['view.expired'])
      return work(tx, view)
    })
    outbox.wake()
    return result
  }

  const contextOf = async (tx: Tx, view: ViewRow): Promise<ActContext> => {
    const reader = (await readers.selectReader(tx, view.workspaceId, view.readerId))!
    const { link } = (await store.selectLink(tx, view.workspaceId, view.linkId))!
    const document = (await store.selectShared(tx, view.workspaceId, view.documentId))!
    return { document, link, reader, view }
  }

  /** The view's context for a deliberate act, which makes it a person's. @throws AppError when the link is closed */
  const actOf = async (tx: Tx, view: ViewRow): Promise<ActContext> => {
    const context = await contextOf(tx, view)
    const state = linkState(context.link, clock.now())
    if (state !== 'open') throw new AppError(errors[`link.${state}`])
    if (view.kind === 'human' || view.kind === 'bot') return context
    return people.greet(tx, view.workspaceId, view.id, ['gesture'])
  }

  return {
    workspaceOf,

    /** Merges a beat; tells what is settled. */
    beat: (viewId: Id, beat: Beat) =>
      within(viewId, beat.token, async (tx, view) => {
        const sections = await store.selectSections(tx, view.workspaceId, view.documentId, view.version, true)
        const merged = await mergeBeat(tx, view, beat, sections)
        const human = await classify(tx, merged)
        if (human) {
          await tellSettled(tx, human, sections, new Set(beat.end ? [] : beat.onScreen))
          if (beat.end) await tellBounce(tx, human)
          people.pushRead(view.workspaceId, view.documentId)
        }
        return { seq: merged.totals.seq }
      }),

    /** Makes a link of its own for a colleague: the one certain edge. */
    share: (viewId: Id, token: string, name: string | undefined) =>
      within(viewId, token, async (tx, view) => {
        const context = await actOf(tx, view)
        const { workspaceId } = view
        const since = new Date(clock.now() - HOUR)
        if ((await store.countShares(tx, workspaceId, view.readerId, since)) >= MOST_SHARES_AN_HOUR) {
          throw new AppError(errors['share.too-many'])
        }
        const child = { id: newId(clock.now()), recipient: name || null }
        const linkToken = newToken()
        const { link } = context
        await store.insertLink(tx, {
          ...child,
          workspaceId,
          token: linkToken,
          documentId: link.documentId,
          accountId: link.accountId,
          parentId: link.id,
          parentReaderId: view.readerId,
          createdBy: link.createdBy,
          createdAt: new Date(clock.now()),
          channel: 'forward',
          expiresAt: link.expiresAt,
          passwordHash: link.passwordHash,
          emailCheck: link.emailCheck,
          download: link.download,
          watermark: link.watermark,
        })
        await tell.forwarded(tx, context, newId(clock.now()), child)
        people.pushRead(workspaceId, view.documentId)
        return `${linkBase()}/s/${linkToken}`
      }),

    consent: async (viewId: Id, token: string, choice: 'granted' | 'denied', version: number) => {
      const answer = await within(viewId, token, async (tx, view) => {
        const { reader } = await actOf(tx, view)
        await people.choose(tx, reader, choice, version)
        return { choice }
      })
      ports.consent.chosen(workspaceOf(viewId, token))
      return answer
    },

    /** A short-lived address of the file. */
    download: (viewId: Id, token: string) =>
      within(viewId, token, async (tx, view) => {
        const context = await actOf(tx, view)
        if (!context.link.download) throw new AppError(errors['view.no-download'])
        await tell.downloaded(tx, context, newId(clock.now()))
        const key = signer.sign('file', viewId, view.workspaceId, clock.now() + 5 * 60_000)
        return { url: `/api/public/views/${viewId}/download?t=${key}` }
      }),

    /** Ends views that fell silent, telling what they read. @returns how many */
    sweep: async (): Promise<number> => {
      const before = new Date(clock.now() - SILENT_MS)
      const silent = await db.outside(tx => readers.silentViews(tx, before))
      for (const { workspaceId, id } of silent) {
        await db.tx(workspaceId, async tx => {
          const view = await readers.lockView(tx, workspaceId, id)
          if (!view || view.endedAt || view.lastAt >= before) return
          await readers.updateView(tx, workspaceId, id, { endedAt: view.lastAt })
          if (view.kind !== 'human') return
          await tellRest(tx, view)
          await tellBounce(tx, await contextOf(tx, view))
        })
      }
      if (silent.length > 0) outbox.wake()
      return silent.length
    },

    /** Counts a held-back view as a person's after all. */
    acquit: async (tx: Tx, workspaceId: Id, viewId: Id): Promise<void> => {
      const context = await people.greet(tx, workspaceId, viewId, ['reclassified'])
      await tellRest(tx, context.view)
    },
  }

  async function tellRest(tx: Tx, view: ViewRow): Promise<void> {
    const sections = await store.selectSections(tx, view.workspaceId, view.documentId, view.version, true)
    await tellSettled(tx, await contextOf(tx, view), sections, new Set())
  }

  /** Of a view that has just ended: tells if it was hardly one. */
  async function tellBounce(tx: Tx, context: ActContext): Promise<void> {
    const { view } = context
    const ms = Object.values(view.totals.pages).reduce((sum, page) => sum + page.ms, 0)
    if (ms >= BOUNCE_MS || (await readers.hasDeed(tx, view.workspaceId, view.id))) return
    await tell.bounced(tx, context, ms)
  }

  async function mergeBeat(tx: Tx, view: ViewRow, beat: Beat, sections: SectionRow[]): Promise<ViewRow> {
    const version = await store.selectVersion(tx, view.workspaceId, view.documentId, view.version)
    const elapsedMs = clock.now() - view.startedAt.getTime()
    const { totals, clamped } = mergeClaim(view.totals, beat, {
      elapsedMs,
      pageCount: version?.pages.length ?? 0,
      sectionPage: new Map(sections.map(one => [one.id, one.page])),
    })
    const at = new Date(clock.now())
    const told = sinceWhen(view, totals, clock.now())
    const change = {
      totals,
      told,
      clamped: view.clamped || clamped,
      lastAt: at,
      endedAt: beat.end ? at : null,
      gestures: Math.max(view.gestures, beat.gestures),
      inputs: Math.max(view.inputs, beat.inputs),
      visibleMs: Math.max(view.visibleMs, Math.min(beat.visibleMs, elapsedMs + GRACE_MS)),
    }
    await readers.updateView(tx, view.workspaceId, view.id, change)
    await readers.updateReader(tx, view.workspaceId, view.readerId, { lastAt: at })
    return { ...view, ...change }
  }

  /** The context of a person's view; undefined while it may be a program's. */
  async function classify(tx: Tx, view: ViewRow): Promise<ActContext | undefined> {
    if (view.kind === 'human') return contextOf(tx, view)
    if (view.kind === 'bot') return undefined
    const { gestures, inputs, visibleMs, userAgent } = view
    const signals = { method: 'POST', userAgent: userAgent ?? undefined, gestures, inputs, visibleMs }
    // A suspicion that arose at the door stays until a gesture clears it.
    const otherLinksLastMinute = view.kind === 'suspected' ? Number.POSITIVE_INFINITY : 0
    const verdict = classifyView({ ...signals, otherLinksLastMinute })
    if (verdict.kind !== 'human') return undefined
    const context = await people.greet(tx, view.workspaceId, view.id, verdict.reasons)
    return { ...context, view: { ...view, kind: 'human' } }
  }

  async function tellSettled(tx: Tx, context: ActContext, sections: SectionRow[], onScreen: Set<string>) {
    const { view } = context
    const told = new Map(Object.entries(view.told))
    const byId = new Map(sections.map(one => [one.id, one]))
    for (const { sectionId, number, ms } of settle(view.totals, told, onScreen)) {
      const section = byId.get(sectionId)
      if (!section) continue
      const visits = view.totals.sections[sectionId]?.visits ?? 1
      const since = told.get(sectionId)?.since ?? clock.now() - ms
      await tell.read(tx, context, newId(clock.now()), section, { number, ms, visits, since })
      told.set(sectionId, { ms: (told.get(sectionId)?.ms ?? 0) + ms, episodes: number })
    }
    const restarts = view.totals.restarts.slice(view.restartsTold)
    for (const [index, { fromPage }] of restarts.entries()) {
      await tell.restarted(tx, context, newId(clock.now()), view.restartsTold + index + 1, fromPage)
    }
    await readers.updateView(tx, view.workspaceId, view.id, {
      told: Object.fromEntries(told),
      restartsTold: view.restartsTold + restarts.length,
    })
  }
}

/** Notes when the reading of a section began that is not yet told. */
function sinceWhen(view: ViewRow, totals: ReadingTotals, now: number): ViewRow['told'] {
  const told = { ...view.told }
  for (const [id, { ms }] of Object.entries(totals.sections)) {
    const grown = ms - (view.totals.sections[id]?.ms ?? 0)
    const before = told[id] ?? { ms: 0, episodes: 0 }
    if (grown > 0 && before.since === undefined) {
      told[id] = { ...before, since: Math.max(view.lastAt.getTime(), now - grown) }
    }
  }
  return told
}
