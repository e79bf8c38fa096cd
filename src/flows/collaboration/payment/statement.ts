import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { changing } from '#crm/record/index.ts'
import type { Tx } from '#db/connection.ts'
import { AppError } from '#kernel/error.ts'
import { type Id, newId } from '#kernel/id.ts'
import type { Out } from '#kernel/route.ts'
import { mappingComplete, type ReadLine } from '#lib/payment/index.ts'
import { audit } from '#platform/audit/index.ts'
import type { Actor } from '#platform/org/index.ts'
import {
  errors,
  mostMegabytes,
  paymentChanged,
  type StatementColumns,
  type StatementPreview,
  type StatementView,
  type statementRoutes,
} from './api.ts'
import { insertLines, type NewLine } from './line-store.ts'
import { fingerprints, headerHash, today } from './model.ts'
import type { PaymentPorts } from './ports.ts'
import { checkFile, digitsOf, headOf, linesOfFile, type ReadFile } from './read-lines.ts'
import type { Rematch } from './rematch.ts'
import * as store from './statement-store.ts'
import { lockPayments } from './store.ts'

export type Statements = ReturnType<typeof makeStatements>

/** So many lines are written in one transaction: between two, others get their turn and the progress shows. */
const chunk = 1_000
const shownFaults = 50

/** Bank accounts and the statements that are read from them. */
export function makeStatements(ports: PaymentPorts, rematch: Rematch) {
  const { db, outbox, clock } = ports
  const within = changing(db, outbox)
  const running = new Map<Id, Promise<void>>()

  return {
    accounts: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => ({
        items: (await store.selectAccounts(tx, actor.workspaceId)).map(store.accountView),
      })),

    createAccount: (actor: Actor, input: Out<(typeof statementRoutes)['createAccount']['body']>) =>
      within(actor, async tx => {
        const row = { ...input, workspaceId: actor.workspaceId, id: newId(clock.now()) }
        if (!(await store.insertAccount(tx, row))) throw new AppError(errors['payment.account-known'])
        await audit(tx, actor, { act: 'bank-account.created', subject: { kind: 'bank-account', id: row.id } })
        return store.accountView({ ...row, createdAt: new Date(clock.now()), archivedAt: null })
      }),

    updateAccount: (actor: Actor, id: Id, input: Out<(typeof statementRoutes)['updateAccount']['body']>) =>
      within(actor, async tx => {
        const { name, archived } = input
        const row = await store.updateAccount(tx, actor.workspaceId, id, {
          ...(name !== undefined && { name }),
          ...(archived !== undefined && { archivedAt: archived ? new Date(clock.now()) : null }),
        })
        if (!row) throw new AppError(errors['payment.account-missing'])
        await audit(tx, actor, { act: 'bank-account.updated', subject: { kind: 'bank-account', id } })
        return store.accountView(row)
      }),

    /** Reads a file and keeps nothing of it. */
    preview: async (
      actor: Actor,
      input: { account?: Id | undefined; mapping?: StatementColumns | undefined },
      content: AsyncIterable<Uint8Array>,
    ): Promise<StatementPreview> => {
      const { file, hash } = await take(content)
      return db.tx(actor.workspaceId, async tx => {
        const { workspaceId } = actor
        const { read, form } = await readFor(tx, workspaceId, file, input)
        const accounts = await store.selectAccounts(tx, workspaceId)
        const byNumber = accounts.find(
          ({ number }) => read.accountNumber !== '' && same(number, read.accountNumber),
        )
        // The only account there is, unless the file names another.
        const open = accounts.filter(({ archivedAt }) => archivedAt === null)
        const only = open.length === 1 && read.accountNumber === '' ? open[0] : undefined
        const earlier = await store.selectStatement(tx, workspaceId, { hash })
        return {
          kind: read.kind,
          ...{ header: read.header, rows: read.rows, mapping: read.mapping, remembered: form !== undefined },
          lines: read.lines.slice(0, 8).map(({ payerAccount: _, ...line }) => line),
          lineCount: read.lines.length,
          ...{ faults: read.faults.slice(0, shownFaults), faultCount: read.faults.length },
          bankAccountId: byNumber?.id ?? form?.bankAccountId ?? only?.id ?? null,
          accountNumber: read.accountNumber,
          earlier: earlier ? { ...view(earlier), again: true } : null,
        }
      })
    },

    /**
     * Begins an import; it goes on by itself, and `read` tells how far it is. The same file again is seen; what a crash left half read
     * is taken up where it stood, since a line is known by its fingerprint.
     * @throws payment.account-missing, payment.columns, payment.file-…
     */
    begin: async (
      actor: Actor,
      input: { name: string; account: Id; mapping?: StatementColumns | undefined },
      content: AsyncIterable<Uint8Array>,
    ): Promise<StatementView> => {
      const { file, hash } = await take(content)
      const { workspaceId } = actor
      const begun = await within(actor, async tx => {
        const account = (await store.selectAccounts(tx, workspaceId)).find(({ id }) => id === input.account)
        if (!account) throw new AppError(errors['payment.account-missing'])
        const { read } = await readFor(tx, workspaceId, file, input)
        if ('rows' in file) {
          if (!mappingComplete(read.mapping)) throw new AppError(errors['payment.columns'])
          await rememberForm(tx, workspaceId, read, account.id)
        }
        const { row, fresh } = await statementRow(tx, actor, input, hash, read)
        return { row, lines: fresh ? read.lines : undefined }
      })
      const { row, lines } = begun
      if (!lines) return { ...view(row), again: true }
      const work = importLines(workspaceId, row, lines).finally(() => running.delete(row.id))
      running.set(row.id, work)
      return view(row)
    },

    list: (actor: Actor) =>
      db.tx(actor.workspaceId, async tx => ({
        items: (await store.selectStatements(tx, actor.workspaceId)).map(view),
      })),

    read: (actor: Actor, id: Id): Promise<StatementView> =>
      db.tx(actor.workspaceId, async tx => {
        const row = await store.selectStatement(tx, actor.workspaceId, { id })
        if (!row) throw new AppError(errors['payment.statement-missing'])
        return view(row)
      }),

    /** Lines from a program. They are matched before it is answered. */
    webhook: (actor: Actor, input: Out<(typeof statementRoutes)['webhook']['body']>) =>
      within(actor, async tx => {
        const { workspaceId } = actor
        const account = (await store.selectAccounts(tx, workspaceId)).find(({ number }) =>
          same(number, input.account),
        )
        if (!account) throw new AppError(errors['payment.account-missing'])
        const day = today(clock.now())
        const facts = { name: `Webhook ${day}`, hash: `webhook ${day}`, kind: 'webhook' as const }
        const wanted = {
          workspaceId,
          id: newId(clock.now()),
          bankAccountId: account.id,
          ...facts,
          faults: [],
        }
        await store.insertStatement(tx, { ...wanted, status: 'done', createdAt: new Date(clock.now()) })
        const statement = (await store.selectStatement(tx, workspaceId, {
          hash: facts.hash,
          bankAccountId: account.id,
        }))!
        const lines = input.lines.map(({ id, ...line }) => ({ ...line, reference: id }))
        const counts = await writeLines(tx, statement, lines)
        await store.countLines(tx, workspaceId, statement.id, { done: lines.length, ...counts })
        await lockPayments(tx, workspaceId)
        await rematch(tx, workspaceId, true)
        await outbox.publish(tx, { workspaceId, type: paymentChanged, payload: { quoteId: null } })
        return counts
      }),

    /** Waits for imports that are under way. */
    settled: async (): Promise<void> => {
      while (running.size > 0) await Promise.all(running.values())
    },
  }

  async function take(content: AsyncIterable<Uint8Array>) {
    const parts: Uint8Array[] = []
    let bytes = 0
    for await (const part of content) {
      bytes += part.length
      if (bytes > mostMegabytes * 1024 * 1024)
        throw new AppError(errors['payment.file-large'], { megabytes: mostMegabytes })
      parts.push(part)
    }
    const file = await ports.readStatement(Buffer.concat(parts), digitsOf)
    checkFile(file)
    return { file, hash: file.hash }
  }

  async function readFor(
    tx: Tx,
    workspaceId: Id,
    file: Parameters<typeof linesOfFile>[0],
    input: { account?: Id | undefined; mapping?: StatementColumns | undefined },
  ) {
    const accounts = await store.selectAccounts(tx, workspaceId)
    const currency = accounts.find(({ id }) => id === input.account)?.currency ?? 'CNY'
    if (!('rows' in file)) return { read: linesOfFile(file, undefined, currency), form: undefined }
    const form = await store.selectForm(tx, workspaceId, headerHash(headOf(file).header))
    return { read: linesOfFile(file, input.mapping ?? form?.mapping, currency), form }
  }

  async function rememberForm(tx: Tx, workspaceId: Id, read: ReadFile, bankAccountId: Id): Promise<void> {
    const { header, mapping } = read
    const form = { workspaceId, headerHash: headerHash(header), header, mapping, bankAccountId }
    await store.rememberForm(tx, form, clock.now())
  }

  /** `fresh`: it is to be read. Not so when it was read, or somebody reads it right now. */
  async function statementRow(
    tx: Tx,
    actor: Actor,
    input: { name: string; account: Id },
    hash: string,
    read: ReadFile,
  ) {
    const { workspaceId } = actor
    const faults = read.faults.slice(0, shownFaults)
    const counts = { total: read.lines.length, faults, faultCount: read.faults.length }
    const id = newId(clock.now())
    const wanted = { workspaceId, id, bankAccountId: input.account, name: input.name, hash, kind: read.kind }
    const made = await store.insertStatement(tx, {
      ...{ ...wanted, ...counts, createdBy: actor.id, createdAt: new Date(clock.now()) },
    })
    const find = async () =>
      (await store.selectStatement(tx, workspaceId, { hash, bankAccountId: input.account }))!
    const row = await find()
    if (made) {
      const details = { kind: read.kind, lines: read.lines.length }
      await audit(tx, actor, {
        act: 'bank-statement.imported',
        subject: { kind: 'bank-statement', id },
        details,
      })
      return { row, fresh: true }
    }
    if (row.status === 'done' || running.has(row.id)) return { row, fresh: false }
    const again = { status: 'reading' as const, done: 0, fresh: 0, known: 0, outgoing: 0, ...counts }
    await store.updateStatement(tx, workspaceId, row.id, again)
    return { row: await find(), fresh: true }
  }

  /** In pieces, each whole by itself; then everything is matched at once. */
  async function importLines(workspaceId: Id, row: store.StatementRow, lines: readonly ReadLine[]) {
    try {
      const prints = fingerprints(lines)
      for (let from = 0; from < lines.length; from += chunk) {
        const part = lines.slice(from, from + chunk)
        await db.tx(workspaceId, async tx => {
          const counts = await writeLines(tx, row, part, prints.slice(from, from + chunk))
          await store.countLines(tx, workspaceId, row.id, { done: part.length, ...counts })
        })
        await yieldToOthers()
      }
      await db.tx(workspaceId, tx => store.updateStatement(tx, workspaceId, row.id, { status: 'matching' }))
      await db.tx(workspaceId, async tx => {
        await lockPayments(tx, workspaceId)
        await rematch(tx, workspaceId, true)
        const result = await store.resultOf(tx, workspaceId, row.id)
        const finishedAt = new Date(clock.now())
        await store.updateStatement(tx, workspaceId, row.id, { status: 'done', result, finishedAt })
        await outbox.publish(tx, { workspaceId, type: paymentChanged, payload: { quoteId: null } })
      })
    } catch {
      // It says so where it is shown; sent again, the file is taken up where it stood.
      await db
        .tx(workspaceId, tx => store.updateStatement(tx, workspaceId, row.id, { status: 'failed' }))
        .catch(() => {})
    } finally {
      outbox.wake()
    }
  }

  /** Money out is none of our business unless it takes something back: it isn't kept. */
  async function writeLines(
    tx: Tx,
    { workspaceId, id: statementId, bankAccountId }: store.StatementRow,
    lines: readonly ReadLine[],
    prints = fingerprints(lines),
  ) {
    const rows = lines.flatMap((line, i): NewLine[] => {
      if (line.amount === 0 || (line.amount < 0 && !line.reversal)) return []
      const place = { workspaceId, id: newId(clock.now()), statementId, bankAccountId }
      return [{ ...line, ...place, fingerprint: prints[i]!, rest: Math.max(0, line.amount) }]
    })
    const fresh = await insertLines(tx, rows)
    return { fresh, known: rows.length - fresh, outgoing: lines.length - rows.length }
  }
}

const same = (a: string, b: string) =>
  a.replace(/[\s-]/g, '').toUpperCase() === b.replace(/[\s-]/g, '').toUpperCase()

function view(row: store.StatementRow): StatementView {
  const {
    id,
    name,
    kind,
    status,
    total,
    done,
    fresh,
    known,
    outgoing,
    result,
    faults,
    faultCount,
    createdBy,
  } = row
  return {
    ...{ id, name, kind, status, total, done, fresh, known, outgoing, result, faults, faultCount, createdBy },
    ...{ bankAccount: row.bankAccountName ?? '', createdAt: row.createdAt.getTime(), again: false },
  }
}
