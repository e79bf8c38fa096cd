import { createWriteStream, existsSync, type WriteStream } from 'node:fs'
import { basename, extname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fingerprint, type ReadRow, readCsv, readNdjson, readXlsx } from '#adapters/table/read.ts'
import { continueImport, type EventsAnswer, eventsAnswer, startImport } from '#decision/ingest/api.ts'
import {
  eventFields,
  isMappingFault,
  type Mapping,
  type MappingFault,
  mapColumns,
  toEvent,
} from '#decision/ingest/index.ts'
import type { CommandContext, Register } from './context.ts'

const readers: Record<string, (path: string) => AsyncGenerator<ReadRow>> = {
  '.csv': readCsv,
  '.xlsx': readXlsx,
  '.ndjson': readNdjson,
  '.jsonl': readNdjson,
}

const batchRows = 1_000
const batchBytes = 1_000_000

interface Options {
  map: string[]
  source: string
  zone: string
  yes?: boolean
}

export const register: Register = (program, context) => {
  const { text } = context
  program
    .command('import')
    .description(text('导入历史数据', 'import what happened before'))
    .command('events <file>')
    .description(
      text(
        '导入过去的行为事件（.ndjson、.csv、.xlsx）。只作参考，不会触发任何动作；中断后重新运行会接着导',
        'import past events (.ndjson, .csv, .xlsx). They inform and trigger nothing; run it again to go on where it stopped',
      ),
    )
    .option(
      '--map <name=column>',
      text(
        '指定列，可重复：id type at customer person opportunity props.名称',
        'name a column, repeatable: id type at customer person opportunity props.NAME',
      ),
      (value: string, before: string[]) => [...before, value],
      [],
    )
    .option(
      '--source <source>',
      text(
        '来源名；客户和联系人编号按来源区分',
        'name of the source that the ids of customers and people belong to',
      ),
      'history',
    )
    .option('--zone <offset>', text('没写时区的时间按哪个时区算', 'zone of times that name none'), '+08:00')
    .option('-y, --yes', text('不再询问', 'do not ask'))
    .action((file: string, options: Options) => importEvents(context, context.path(file), options))
}

async function importEvents(context: CommandContext, path: string, options: Options): Promise<void> {
  const { text, note } = context
  const extension = extname(path).toLowerCase()
  const read = readers[extension]
  if (!read)
    throw new Error(
      text('只能导入 .ndjson、.csv 或 .xlsx 文件。', 'Only .ndjson, .csv and .xlsx files can be imported.'),
    )
  if (!/^[+-]\d\d:\d\d$/.test(options.zone))
    throw new Error(text('--zone 要写成 +08:00 这样。', '--zone is written like +08:00.'))
  if (!existsSync(path)) throw new Error(text(`找不到文件 ${path}。`, `There is no file ${path}.`))
  const { hash, lines } = await fingerprint(path)
  const mapping = await chooseMapping(context, read(path), extension, options)
  if (mapping === undefined) return note(text('没有导入。', 'Nothing was imported.'))
  const begun = await context.call(startImport, {
    body: {
      fileHash: hash,
      fileName: basename(path),
      mapping: { ...mapping, source: options.source, zone: options.zone },
    },
  })
  if (begun.rowsDone > 0)
    note(
      text(
        `接着导：前 ${begun.rowsDone} 行已完成。`,
        `Going on: the first ${begun.rowsDone} rows are through.`,
      ),
    )
  const total = extension === '.xlsx' ? undefined : Math.max(0, lines - (extension === '.csv' ? 1 : 0))
  const rejects = `${path}.rejected.ndjson`
  const sums = await sendRows(context, read(path), {
    id: begun.id,
    from: begun.rowsDone,
    source: options.source,
    rejects,
    total,
    eventOf: (values, number) =>
      extension === '.ndjson' || extension === '.jsonl'
        ? { id: idOf(hash, number), ...mapped(values, mapping) }
        : toEvent(values, number, { mapping, zone: options.zone, idOf: row => idOf(hash, row) }),
  })
  const where = sums.rejected > 0 ? text(`，不合格的行在 ${rejects}`, `, refused rows are in ${rejects}`) : ''
  context.print(
    { ...sums, ...(sums.rejected > 0 && { rejectedFile: rejects }) },
    text(
      `导入 ${sums.accepted} 条，重复 ${sums.duplicates} 条，不合格 ${sums.rejected} 条${where}`,
      `${sums.accepted} imported, ${sums.duplicates} duplicates, ${sums.rejected} refused${where}`,
    ),
  )
}

const idOf = (hash: string, row: number) => `import:${hash.slice(0, 16)}:${row}`

/** NDJSON holds events already; a wish only renames a field. */
function mapped(values: Record<string, unknown>, mapping: Mapping): Record<string, unknown> {
  const renamed = eventFields.flatMap(field => {
    const column = mapping[field]
    return column === undefined || values[column] === undefined ? [] : [[field, values[column]]]
  })
  return { ...values, ...Object.fromEntries(renamed) }
}

/** Shows how the columns are read and asks; undefined if the person says no. */
async function chooseMapping(
  context: CommandContext,
  rows: AsyncGenerator<ReadRow>,
  extension: string,
  options: Options,
): Promise<Mapping | undefined> {
  const { text, note } = context
  const first = (await rows.next()).value
  await rows.return(undefined)
  if (!first || !('values' in first))
    throw new Error(text('文件里没有可读的行。', 'The file has no row that can be read.'))
  if (/^\.(ndjson|jsonl)$/.test(extension) && options.map.length === 0) return {}
  const mapping = mapColumns(Object.keys(first.values), options.map)
  if (isMappingFault(mapping)) throw new Error(faultText(context, mapping, Object.keys(first.values)))
  const lines = Object.entries(mapping).map(
    ([name, column]) =>
      `  ${name.padEnd(22)} ← ${column}   (${String(first.values[column] ?? '').slice(0, 40)})`,
  )
  note(
    `${text('各列这样读（括号里是第一行）：', 'The columns are read like this (in brackets the first row):')}\n${lines.join('\n')}`,
  )
  const zone = text(
    `没写时区的时间按 ${options.zone} 算。`,
    `Times that name no zone are in ${options.zone}.`,
  )
  const agreed = options.yes || (await context.confirm(`${zone} ${text('开始导入？', 'Import?')}`, true))
  return agreed ? mapping : undefined
}

function faultText({ text }: CommandContext, { fault, what }: MappingFault, headers: string[]): string {
  const columns = headers.join(', ')
  if (fault === 'unknown-part')
    return text(
      `--map ${what}：等号左边要是 id、type、at、customer、person、opportunity 或 props.名称。`,
      `--map ${what}: left of = must be id, type, at, customer, person, opportunity or props.NAME.`,
    )
  if (fault === 'unknown-column')
    return text(
      `没有“${what}”这一列。文件里有：${columns}`,
      `There is no column "${what}". The file has: ${columns}`,
    )
  return text(
    `看不出哪一列是 ${what}，请用 --map ${what}=列名 指明。文件里有：${columns}`,
    `Which column is ${what}? Say so with --map ${what}=COLUMN. The file has: ${columns}`,
  )
}

interface Sending {
  id: string
  /** Rows that are through already. */
  from: number
  source: string
  rejects: string
  total: number | undefined
  eventOf(values: Record<string, unknown>, number: number): Record<string, unknown>
}

interface Batch {
  rows: { number: number; event: unknown; values: unknown }[]
  bytes: number
}

/** Sends all rows in batches, in order; each batch tells how far the file is through. */
async function sendRows(context: CommandContext, rows: AsyncGenerator<ReadRow>, sending: Sending) {
  const progress = context.progress(context.text('导入', 'Importing'), sending.total)
  const sums = { rows: 0, accepted: 0, duplicates: 0, rejected: 0 }
  let refused: WriteStream | undefined
  const refuse = (line: object) => {
    refused ??= createWriteStream(sending.rejects, { flags: sending.from > 0 ? 'a' : 'w' })
    refused.write(`${JSON.stringify(line)}\n`)
    sums.rejected++
  }
  let batch: Batch = { rows: [], bytes: 0 }
  let last = sending.from
  const flush = async (finished: boolean) => {
    const { rows: sent } = batch
    batch = { rows: [], bytes: 0 }
    const body = { source: sending.source, events: sent.map(row => row.event), rowsDone: last, finished }
    const answer = await post(context, sending.id, body)
    sums.accepted += answer.accepted
    sums.duplicates += answer.duplicates
    for (const { index, code, message } of answer.rejected) {
      const row = sent[index]!
      refuse({
        row: row.number,
        code,
        message: context.text(message['zh-CN'], message.en),
        values: row.values,
      })
    }
    progress.add(sent.length)
  }
  for await (const row of rows) {
    if (row.number <= sending.from) continue
    sums.rows++
    last = row.number
    if ('fault' in row) {
      refuse({ row: row.number, code: 'row.unreadable', message: row.fault, values: row.text })
      continue
    }
    const event = sending.eventOf(row.values, row.number)
    batch.rows.push({ number: row.number, event, values: row.values })
    batch.bytes += JSON.stringify(event).length
    if (batch.rows.length >= batchRows || batch.bytes >= batchBytes) await flush(false)
  }
  await flush(true)
  progress.done()
  if (refused) await new Promise(resolve => refused!.end(resolve))
  return sums
}

/** Sends one batch; waits and tries again while the server is busy or its database away. */
async function post(context: CommandContext, id: string, body: object): Promise<EventsAnswer> {
  const path = continueImport.path.replace(':id', id)
  for (let attempt = 0; ; attempt++) {
    const answer = await context.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.ok) return eventsAnswer.parse(await answer.json())
    const isPassing = answer.status === 429 || answer.status === 503
    if (!isPassing || attempt >= 60) {
      const { error } = (await answer.json()) as {
        error: { code: string; message: { 'zh-CN': string; en: string } }
      }
      throw new Error(`${context.text(error.message['zh-CN'], error.message.en)} (${error.code})`)
    }
    await pause(1_000)
  }
}
