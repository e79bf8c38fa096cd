import type { Db, Tx } from '#db/connection.ts'
import { AppError, type Locale } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { JsonObject } from '#lib/expr/index.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import { type DeliveredKit, errors, type KitContent, type KitItem, type KitView } from './api.ts'
import { checkKit, fillVariant, fittingVariant } from './model.ts'
import * as store from './store.ts'

export interface PlayKitPorts {
  db: Db
  clock: Clock
  accounts: {
    /** @throws account.missing outside the actor's scope */
    need(tx: Tx, actor: Actor, id: Id): Promise<unknown>
    profiles(tx: Tx, workspaceId: Id, ids: readonly Id[]): Promise<Map<Id, Record<string, unknown>>>
  }
  /** Name and title of contacts. */
  persons(
    tx: Tx,
    workspaceId: Id,
    ids: readonly Id[],
  ): Promise<Map<Id, { name: string; title: string | null }>>
}

export type PlayKits = ReturnType<typeof makePlayKits>

/** Scripts, comparison matrices and cases, by region, industry and language, filled with the customer's facts. */
export function makePlayKits({ db, clock, accounts, persons }: PlayKitPorts) {
  const view = async (tx: Tx, workspaceId: Id, id: Id, version?: number): Promise<KitView> => {
    const found = await store.selectKit(tx, workspaceId, id)
    if (!found) throw new AppError(errors['kit.missing'])
    const wanted =
      version === undefined ? found.version : await store.selectVersion(tx, workspaceId, id, version)
    if (!wanted) throw new AppError(errors['kit.missing'])
    const versions = await store.selectVersions(tx, workspaceId, id)
    return {
      ...itemOf({ kit: found.kit, version: wanted }),
      content: wanted.content,
      versions: versions.map(row => ({ ...row, createdAt: row.createdAt.getTime() })),
    }
  }

  const write = async (
    tx: Tx,
    actor: Actor,
    kitId: Id,
    version: number,
    content: KitContent,
    note: string,
  ) => {
    checkKit(content)
    const row = { workspaceId: actor.workspaceId, kitId, version, content, note, createdBy: actor.id }
    if (!(await store.insertVersion(tx, { ...row, createdAt: new Date(clock.now()) })))
      throw new AppError(errors['kit.stale'], { version })
    await audit(tx, actor, {
      act: 'kit.saved',
      subject: { kind: 'kit', id: kitId },
      details: { version, note },
    })
  }

  return {
    list: (actor: Actor): Promise<KitItem[]> =>
      db.tx(actor.workspaceId, async tx => (await store.selectKits(tx, actor.workspaceId)).map(itemOf)),

    read: (actor: Actor, id: Id, version?: number) =>
      db.tx(actor.workspaceId, tx => view(tx, actor.workspaceId, id, version)),

    create: (
      actor: Actor,
      input: { id?: Id | undefined; name: string; content: KitContent },
    ): Promise<KitView> =>
      db.tx(actor.workspaceId, async tx => {
        const id = input.id ?? newId()
        const kit = { workspaceId: actor.workspaceId, id, name: input.name, version: 1 }
        if (await store.insertKit(tx, kit)) await write(tx, actor, id, 1, input.content, '')
        return view(tx, actor.workspaceId, id)
      }),

    save: (
      actor: Actor,
      id: Id,
      input: { basedOn: number; name: string; content: KitContent; note: string },
    ): Promise<KitView> =>
      db.tx(actor.workspaceId, async tx => {
        const found = await store.selectKit(tx, actor.workspaceId, id)
        if (!found) throw new AppError(errors['kit.missing'])
        if (found.kit.version !== input.basedOn)
          throw new AppError(errors['kit.stale'], { version: found.kit.version })
        const version = input.basedOn + 1
        await write(tx, actor, id, version, input.content, input.note)
        await store.updateKit(tx, actor.workspaceId, id, { version, name: input.name })
        return view(tx, actor.workspaceId, id)
      }),

    retire: (actor: Actor, id: Id, retired: boolean): Promise<KitView> =>
      db.tx(actor.workspaceId, async tx => {
        await view(tx, actor.workspaceId, id)
        await store.updateKit(tx, actor.workspaceId, id, {
          retiredAt: retired ? new Date(clock.now()) : null,
        })
        await audit(tx, actor, {
          act: retired ? 'kit.retired' : 'kit.restored',
          subject: { kind: 'kit', id },
        })
        return view(tx, actor.workspaceId, id)
      }),

    /** The version that a new suggestion hands over; undefined for a kit that isn't there or was retired. */
    currentVersion: async (tx: Tx, workspaceId: Id, id: Id): Promise<number | undefined> => {
      const found = await store.selectKit(tx, workspaceId, id)
      return found && found.kit.retiredAt === null ? found.kit.version : undefined
    },

    /** A kit as it is handed over for an account, in the reader's language. @throws outside the actor's scope */
    deliver: (
      actor: Actor,
      kitId: Id,
      to: { version?: number; accountId: Id; contactId?: Id | undefined; locale?: Locale },
    ): Promise<DeliveredKit> =>
      db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        await accounts.need(tx, actor, to.accountId)
        const kit = await view(tx, workspaceId, kitId, to.version)
        const customer = ((await accounts.profiles(tx, workspaceId, [to.accountId])).get(to.accountId) ??
          {}) as JsonObject
        const person = to.contactId
          ? (await persons(tx, workspaceId, [to.contactId])).get(to.contactId)
          : undefined
        const facts = {
          locale: to.locale ?? actor.locale,
          region: textOf(customer.region),
          industry: textOf(customer.industry),
          customer,
          person: { ...person } as JsonObject,
          owner: { name: actor.name },
        }
        const { fit, ...content } = fillVariant(fittingVariant(kit.content, facts), facts)
        return { id: kit.id, name: kit.name, version: kit.version, fit, ...content }
      }),
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

type Found = NonNullable<Awaited<ReturnType<typeof store.selectKit>>>

function itemOf({ kit, version }: Found): KitItem {
  const { variants } = version.content
  return {
    id: kit.id,
    name: kit.name,
    version: version.version,
    updatedAt: kit.updatedAt.getTime(),
    retiredAt: kit.retiredAt?.getTime() ?? null,
    scripts: Math.max(...variants.map(variant => variant.scripts.length)),
    cases: Math.max(...variants.map(variant => variant.cases.length)),
    variants: variants.length,
  }
}
