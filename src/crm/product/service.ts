import { changing, definedOnly, stale } from '#crm/record/index.ts'
import type { Db, Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import type { Outbox } from '#platform/outbox/index.ts'
import * as api from './api.ts'
import { plainText, searchColumns, trimmed } from './model.ts'
import * as store from './store.ts'

export interface ProductPorts {
  db: Db
  outbox: Outbox
  clock: Clock
}

export type Products = ReturnType<typeof makeProducts>
type Create = Out<(typeof api.createProduct)['body']>

/** Use cases over products and the rules between them. Products belong to the workspace: who may see customers sees them all. */
export function makeProducts({ db, outbox, clock }: ProductPorts) {
  const within = changing(db, outbox)

  return {
    list: (actor: Actor, query: api.ProductQuery) =>
      db.tx(actor.workspaceId, async tx => {
        const { rows, total, totalIsCapped } = await store.selectProducts(tx, actor.workspaceId, query)
        const items = rows.map(({ product, entry }) => itemOf(product, entry ? offerOf(entry, actor) : null))
        return { items, total, totalIsCapped }
      }),

    /** Products by what stands in a spreadsheet: a code or a whole name; full-width letters and case don't matter. */
    lookUp: (actor: Actor, { texts, book }: Out<(typeof api.lookUpProducts)['body']>) =>
      db.tx(actor.workspaceId, async tx => {
        const rows = await store.selectByTexts(tx, actor.workspaceId, [...new Set(texts.map(plainText))])
        const ids = rows.map(({ id }) => id)
        const entries = book ? await store.selectEntries(tx, actor.workspaceId, book, ids) : []
        const offers = new Map(entries.map(entry => [entry.productId, offerOf(entry, actor)]))
        const byText = new Map(
          // A code says more than a name: it comes last and wins.
          [...rows.map(row => [row.name, row] as const), ...rows.map(row => [row.code, row] as const)].map(
            ([text, row]) => [plainText(text), itemOf(row, offers.get(row.id) ?? null)],
          ),
        )
        const items = texts.flatMap(text => {
          const product = byText.get(plainText(text))
          return product ? [{ text, product }] : []
        })
        return { items }
      }),

    read: (actor: Actor, id: Id) =>
      db.tx(actor.workspaceId, async tx => {
        const row = await need(tx, actor, id)
        return { ...itemOf(row), rules: await rulesOf(tx, actor, id) }
      }),

    /** Enters a product. Sent again with the same `id`, it answers the first one. */
    create: (actor: Actor, input: Create): Promise<api.ProductItem> =>
      within(actor, async tx => {
        const id = input.id ?? newId(clock.now())
        await checkCode(tx, actor, input.code, id)
        await checkComponents(tx, actor, id, input.components ?? [])
        const { code, name, family = null } = input
        const row = { unit: '台', taxRate: '13', ...definedOnly(input), code, name, family }
        const of = { workspaceId: actor.workspaceId, id, ...searchColumns({ code, name, family }) }
        if (await store.insertProduct(tx, { ...row, ...of })) await note(tx, actor, id, 'product.created')
        return itemOf(await need(tx, actor, id))
      }),

    update: (
      actor: Actor,
      id: Id,
      input: Out<(typeof api.updateProduct)['body']>,
    ): Promise<api.ProductItem> =>
      within(actor, async tx => {
        const row = await need(tx, actor, id)
        const { archived, ...wanted } = definedOnly(input.changes)
        if (row.version !== input.version) throw stale({ ...row, taxRate: trimmed(row.taxRate) }, wanted)
        if (wanted.code) await checkCode(tx, actor, wanted.code, id)
        if (wanted.components) await checkComponents(tx, actor, id, wanted.components)
        const after = { ...row, ...wanted }
        await store.updateProduct(tx, actor.workspaceId, id, {
          ...wanted,
          ...(archived !== undefined && { archivedAt: archived ? new Date(clock.now()) : null }),
          ...searchColumns(after),
        })
        await note(tx, actor, id, 'product.updated', { fields: Object.keys(input.changes) })
        return itemOf(await need(tx, actor, id))
      }),

    setRules: (actor: Actor, id: Id, rules: Out<(typeof api.writeOptions)['body']>['rules']) =>
      within(actor, async tx => {
        await need(tx, actor, id)
        for (const { otherId } of rules) await need(tx, actor, otherId)
        const unique = new Map(
          rules.filter(({ otherId }) => otherId !== id).map(rule => [rule.otherId, rule]),
        )
        await store.replaceRules(tx, actor.workspaceId, id, [...unique.values()])
        await note(tx, actor, id, 'product.options-changed')
        return { rules: await rulesOf(tx, actor, id) }
      }),

    /** Products by id, archived ones too: quotes name them. */
    byIds: (tx: Tx, workspaceId: Id, ids: readonly Id[]) => store.selectByIds(tx, workspaceId, ids),

    /** The rules among products and what they lead to. */
    rules: (tx: Tx, workspaceId: Id, ids: readonly Id[]) => store.selectRules(tx, workspaceId, ids),
  }
}

async function note(
  tx: Tx,
  actor: Actor,
  id: Id,
  act: string,
  details?: Record<string, unknown>,
): Promise<void> {
  await audit(tx, actor, { act, subject: { kind: 'product', id }, ...(details && { details }) })
}

async function rulesOf(tx: Tx, actor: Actor, id: Id) {
  const rules = await store.selectRules(tx, actor.workspaceId, [id])
  return rules.filter(rule => rule.productId === id)
}

/** @throws product.missing */
async function need(tx: Tx, actor: Actor, id: Id): Promise<store.ProductRow> {
  const [row] = await store.selectByIds(tx, actor.workspaceId, [id])
  if (!row) throw new AppError(api.errors['product.missing'])
  return row
}

async function checkCode(tx: Tx, actor: Actor, code: string, id: Id): Promise<void> {
  const [other] = await store.selectByCodes(tx, actor.workspaceId, [code])
  if (other && other.id !== id) throw new AppError(api.errors['product.code-taken'], { code })
}

async function checkComponents(
  tx: Tx,
  actor: Actor,
  id: Id,
  components: api.ProductItem['components'],
): Promise<void> {
  const ids = [...new Set(components.map(({ productId }) => productId))]
  const rows = await store.selectByIds(tx, actor.workspaceId, ids)
  const sound = rows.length === ids.length && rows.every(row => row.id !== id && row.components.length === 0)
  if (!sound) throw new AppError(api.errors['product.component'])
}

/** What an actor sees of a price: floor and cost only with `price.cost`. */
export function offerOf(entry: store.EntryRow, actor: Actor): api.Offer {
  const sees = actor.permissions.has('price.cost')
  return {
    price: trimmed(entry.price),
    tiers: entry.tiers,
    floor: sees && entry.floor !== null ? trimmed(entry.floor) : null,
    cost: sees && entry.cost !== null ? trimmed(entry.cost) : null,
  }
}

function itemOf(row: store.ProductRow, offer: api.Offer | null = null): api.ProductItem {
  const { workspaceId: _w, createdAt: _c, archivedAt, updatedAt, taxRate, ...rest } = row
  return {
    ...rest,
    taxRate: trimmed(taxRate) as api.TaxRate,
    archived: archivedAt !== null,
    updatedAt: updatedAt.getTime(),
    offer,
  }
}
