import { readLake, writeLake } from '#decision/attribution/api.ts'
import type { Register } from './context.ts'

export const register: Register = (program, context) => {
  const { text, call, print } = context
  const lake = program.command('lake').description(text('行为湖', 'the behaviour lake'))

  lake
    .command('stats')
    .description(
      text('行数、天数、大小、起止和落后多久', 'rows, days, size, first and last act, how far behind'),
    )
    .action(async () => {
      const stats = await call(readLake)
      const { rows, days, bytes, oldest, newest, behindMs, waiting } = stats
      const lines: [string, string][] = [
        [text('行数', 'rows'), rows.toLocaleString('en-US')],
        [text('天数', 'days'), String(days)],
        [text('大小', 'size'), sizeOf(bytes)],
        [text('最早', 'oldest'), timeOf(oldest)],
        [text('最晚', 'newest'), timeOf(newest)],
        [
          text('落后', 'behind by'),
          behindMs === null ? text('还没有写过', 'nothing written yet') : minutesOf(behindMs, text),
        ],
        [text('待写', 'waiting'), text(`${waiting} 个事件`, `${waiting} events`)],
      ]
      print(stats, lines.map(([name, value]) => `${name}  ${value}`).join('\n'))
    })

  lake
    .command('write')
    .description(text('把日志里的事件现在就写进行为湖', 'bring the events of the log into the lake now'))
    .action(async () => {
      const done = await call(writeLake)
      print(done, text(`写入 ${done.written} 个事件。`, `${done.written} events written.`))
    })
}

const timeOf = (at: number | null) => (at === null ? '–' : new Date(at).toISOString())

function sizeOf(bytes: number): string {
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`
}

function minutesOf(ms: number, text: (zh: string, en: string) => string): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 120) return text(`${minutes} 分钟`, `${minutes} min`)
  return text(`${Math.floor(minutes / 60)} 小时`, `${Math.floor(minutes / 60)} h`)
}
