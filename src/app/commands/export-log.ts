import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exportLog } from '#decision/strategy/api.ts'
import type { Register } from './context.ts'
import { answerOf } from './run.ts'

export const register: Register = (program, context) => {
  const { text, path, fetch, write, progress } = context
  const group = program.commands.find(command => command.name() === 'export') ?? program.command('export')
  group
    .description(text('导出数据', 'export data'))
    .command('log')
    .description(
      text(
        '导出事件日志（NDJSON，含收到时间）；loam replay --as-received 能据此算出线上触发了什么',
        'the event log as NDJSON with received times; loam replay --as-received computes from it what live did',
      ),
    )
    .option('--out <file>', text('写到文件，默认写到标准输出', 'write to a file instead of standard output'))
    .action(async ({ out }: { out?: string }) => {
      const answer = await fetch(exportLog.path)
      if (!answer.ok || !answer.body) return void (await answerOf(exportLog, answer, text))
      const shown = progress(text('导出日志，字节', 'Exporting the log, bytes'))
      const bytes = Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream)
      bytes.on('data', (chunk: Buffer) => shown.add(chunk.length))
      if (out === undefined) for await (const chunk of bytes) await write(chunk as Buffer)
      else await pipeline(bytes, createWriteStream(path(out)))
      shown.done()
    })
}
