import { changing, definedOnly, stale } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import * as api from './api.ts'
import { columnsOf, type PriceRow, type RowFault, rowOf } from './import.ts'
import { checkTiers, searchColumns } from './model.ts'
import type { ProductPorts } from './service.ts'
import * as store from './store.ts'

/** Rows of a table with headings, however it was written. @throws when it is none */
export type ReadTable = (
  name: string,
  content: AsyncIterable<Uint8Array>,
  mostBytes: number,
) => Promise<{ number: number; values: Record<string, unknown> }[] | 'too-large'>

export interface BookPorts extends ProductPorts {
  readTable: ReadTable
}

export type PriceBooks = ReturnType<typeof makePriceBooks>

const mostRows = 20_000
const mostMegabytes = 20

/** Use cases over price books and their prices. */
export function makePriceBooks({ db, outbox, clock, readTable }: BookPorts) {
  const within = changing(db, outbox)
  const touched = async (tx: Tx, actor: Actor, id: Id, act: string, details: Record<string, unknown>) => {
    await store.updateBook(tx, actor.workspaceId, id, {})
    await audit(tx, actor, { act, subject: { kind: 'price-book', id }, details })
  }

  return {
    list: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => ({
        items: (await store.selectBooks(tx, actor.workspaceId)).map(bookItem),
      })),

    create: (actor: Actor, input: Out<(typeof api.createPriceBook)['body']>) =>
      within(actor, async tx => {
        checkDays(input)
        const { id = newId(clock.now()), copyOf, ...fields } = input
        const { workspaceId } = actor
        if (copyOf) await needBook(tx, workspaceId, copyOf)
        if (await store.insertBook(tx, { workspaceId, id, ...fields })) {
          if (copyOf) await store.copyEntries(tx, workspaceId, copyOf, id)
          await audit(tx, actor, { act: 'price-book.created', subject: { kind: 'price-book', id } })
        }
        return bookItem(await needBook(tx, workspaceId, id))
      }),

    update: (actor: Actor, id: Id, input: Out<(typeof api.updatePriceBook)['body']>) =>
      within(actor, async tx => {
        const row = await lock(tx, actor, id)
        const { archived, ...wanted } = definedOnly(input.changes)
        if (row.version !== input.version) throw stale(row, wanted)
        checkDays({ ...row, ...wanted })
        await store.updateBook(tx, actor.workspaceId, id, {
          ...wanted,
          ...(archived !== undefined && { archivedAt: archived ? new Date(clock.now()) : null }),
        })
        const details = { fields: Object.keys(input.changes) }
        await audit(tx, actor, { act: 'price-book.updated', subject: { kind: 'price-book', id }, details })
        return bookItem(await needBook(tx, actor.workspaceId, id))
      }),

    setEntries: (actor: Actor, id: Id, entries: Out<(typeof api.writeEntries)['body']>['entries']) =>
      within(actor, async tx => {
        await lock(tx, actor, id)
        const ids = entries.map(({ productId }) => productId)
        const known = await store.selectByIds(tx, actor.workspaceId, ids)
        if (known.length < new Set(ids).size) throw new AppError(api.errors['product.missing'])
        const gone = entries.filter(({ offer }) => offer === null).map(({ productId }) => productId)
        await store.deleteEntries(tx, actor.workspaceId, id, gone)
        await write(
          tx,
          actor,
          id,
          entries.flatMap(({ productId, offer }) => (offer ? [{ productId, offer }] : [])),
        )
        await touched(tx, actor, id, 'price-book.prices-changed', { products: ids.length })
        return bookItem(await needBook(tx, actor.workspaceId, id))
      }),

    /** Takes over a price list. Rows that can't be read are left out and told; the others hold. */
    import: async (actor: Actor, id: Id, name: string, content: AsyncIterable<Uint8Array>) => {
      const tooLarge = () =>
        new AppError(api.errors['price-book.too-large'], { rows: mostRows, megabytes: mostMegabytes })
      const rows = await readTable(name, content, mostMegabytes * 1024 * 1024).catch(() => [])
      if (rows === 'too-large' || rows.length > mostRows) throw tooLarge()
      const names = columnsOf(Object.keys(rows[0]?.values ?? {}))
      if (!names.code || !names.name || !names.price) throw new AppError(api.errors['price-book.no-table'])
      const read = rows.map(({ number, values }) => rowOf(number, values, names))
      const good = [
        ...new Map(read.flatMap(row => ('offer' in row ? [[row.product.code, row] as const] : []))).values(),
      ]
      const faults = read.filter((row): row is RowFault => !('offer' in row))
      return within(actor, async tx => {
        await lock(tx, actor, id)
        const { created, changed, ids } = await takeProducts(tx, actor, good)
        await write(
          tx,
          actor,
          id,
          good.map(({ product, offer }) => ({ productId: ids.get(product.code)!, offer })),
        )
        await touched(tx, actor, id, 'price-book.imported', { products: good.length, faults: faults.length })
        return {
          created,
          changed,
          priced: good.length,
          faults: faults.slice(0, 100),
          faultCount: faults.length,
        }
      })
    },

    /** For quotes: every book, whoever asks. */
    all: (tx: Tx, workspaceId: Id) => store.selectBooks(tx, workspaceId),

    /** For quotes: the prices of products in a book, with floor and cost, which are for the server alone. */
    entries: (tx: Tx, workspaceId: Id, bookId: Id, ids: readonly Id[]) =>
      store.selectEntries(tx, workspaceId, bookId, ids),
  }

  /** Writes prices. What isn't said stays; so do floors and costs for who may not see them. */
  async function write(
    tx: Tx,
    actor: Actor,
    bookId: Id,
    entries: readonly {
      productId: Id
      offer: Pick<api.Offer, 'price'> & { [K in 'tiers' | 'floor' | 'cost']?: api.Offer[K] | undefined }
    }[],
  ): Promise<void> {
    const { workspaceId } = actor
    const sees = actor.permissions.has('price.cost')
    const ids = entries.map(({ productId }) => productId)
    const before = new Map(
      (await store.selectEntries(tx, workspaceId, bookId, ids)).map(row => [row.productId, row]),
    )
    const rows = new Map(
      entries.map(({ productId, offer }) => {
        const old = before.get(productId)
        const tiers = offer.tiers ?? old?.tiers ?? []
        checkTiers(tiers)
        const kept = { floor: old?.floor ?? null, cost: old?.cost ?? null }
        const secret = sees ? { ...kept, ...definedOnly({ floor: offer.floor, cost: offer.cost }) } : kept
        return [productId, { workspaceId, bookId, productId, price: offer.price, tiers, ...secret }]
      }),
    )
    const all = [...rows.values()]
    for (let i = 0; i < all.length; i += 1000) await store.upsertEntries(tx, all.slice(i, i + 1000))
  }
}

async function takeProducts(tx: Tx, actor: Actor, rows: readonly PriceRow[]) {
  const { workspaceId } = actor
  const codes = rows.map(({ product }) => product.code)
  const known = new Map((await store.selectByCodes(tx, workspaceId, codes)).map(row => [row.code, row]))
  const ids = new Map<string, Id>()
  let [created, changed] = [0, 0]
  for (const { product } of rows) {
    const old = known.get(product.code)
    const id = old?.id ?? newId()
    ids.set(product.code, id)
    const search = searchColumns({ ...product, family: product.family ?? old?.family ?? null })
    if (!old) {
      const { unit = '台', taxRate = '13' } = product
      await store.insertProduct(tx, {
        ...definedOnly(product),
        code: product.code,
        name: product.name,
        workspaceId,
        id,
        unit,
        taxRate,
        ...search,
      })
      created++
    } else if (
      Object.entries(product).some(([field, value]) => differs(old[field as 'name'], value, field))
    ) {
      await store.updateProduct(tx, workspaceId, id, { ...product, ...search })
      changed++
    }
  }
  return { created, changed, ids }
}

const differs = (before: unknown, after: unknown, field: string) =>
  field === 'taxRate' ? Number(before) !== Number(after) : before !== after

function checkDays({ validFrom, validTo }: { validFrom: string; validTo: string | null }): void {
  if (validTo !== null && validTo < validFrom) throw new AppError(api.errors['price-book.days'])
}

type CountedBook = Awaited<ReturnType<typeof store.selectBooks>>[number]

/** @throws price-book.missing */
async function needBook(tx: Tx, workspaceId: Id, id: Id): Promise<CountedBook> {
  const [row] = await store.selectBooks(tx, workspaceId, id)
  if (!row) throw new AppError(api.errors['price-book.missing'])
  return row
}

async function lock(tx: Tx, actor: Actor, id: Id): Promise<store.BookRow> {
  const row = await store.lockBook(tx, actor.workspaceId, id)
  if (!row) throw new AppError(api.errors['price-book.missing'])
  return row
}

function bookItem(row: CountedBook): api.PriceBookItem {
  const { workspaceId: _w, createdAt: _c, archivedAt, updatedAt, ...rest } = row
  return { ...rest, archived: archivedAt !== null, updatedAt: updatedAt.getTime() }
}
