import type { Fault, StrategyHealth } from '#lib/cep/index.ts'
import { parseInstant } from '#lib/cep/index.ts'
import { InvalidStrategies, type ReplayOutcome, replayFile, replayLog, type Watch } from '../replay/replay.ts'
import type { CommandContext, Register } from './context.ts'

interface Options {
  strategies?: string
  events?: string
  profiles?: string
  until?: string
  asReceived?: string
}

/** Bad lines that are named one by one; the others are counted. */
const mostNamed = 20

export const register: Register = (program, context) => {
  const { text } = context
  program
    .command('replay')
    .description(
      text(
        '在事件文件上重放策略，把触发写到标准输出（NDJSON）',
        'replay strategies over a file of events; firings go to standard output as NDJSON',
      ),
    )
    .option('--strategies <file>', text('一个策略或策略列表（JSON）', 'one strategy or a list of them, JSON'))
    .option('--events <file>', text('事件（NDJSON）', 'events, NDJSON'))
    .option('--profiles <file>', text('画像：键 → 属性（JSON）', 'profiles: key to attributes, JSON'))
    .option('--until <time>', text('时间走到这里（RFC 3339）', 'time goes on to here, RFC 3339'))
    .option(
      '--as-received <file>',
      text('重放 loam export log 导出的日志', 'replay a log that loam export log wrote: what live did'),
    )
    .action(async (options: Options) => {
      try {
        await replay(options, context)
      } catch (error) {
        if (!(error instanceof InvalidStrategies)) throw error
        context.note(error.message)
        process.exitCode = 2
      }
    })
}

async function replay(options: Options, context: CommandContext): Promise<void> {
  const { text, path, write, note } = context
  const shown = context.progress(text('读取', 'Reading'))
  const watch = watching(shown.add, note)
  const run = async (): Promise<ReplayOutcome> => {
    if (options.asReceived !== undefined) return replayLog(path(options.asReceived), watch, write)
    const { strategies, events, profiles } = options
    if (strategies === undefined || events === undefined)
      throw new Error(
        text(
          '请给出 --strategies 和 --events，或者 --as-received。',
          'Give --strategies and --events, or --as-received.',
        ),
      )
    return replayFile(
      {
        strategies: path(strategies),
        events: path(events),
        profiles: profiles && path(profiles),
        until: instantOf(options.until, context),
      },
      watch,
      write,
    )
  }
  const outcome = await run()
  shown.done()
  report(outcome, context)
}

function instantOf(written: string | undefined, { text }: CommandContext): number | undefined {
  if (written === undefined) return undefined
  const at = parseInstant(written)
  if (at === undefined)
    throw new Error(
      text(
        '--until 要是带时区的时间，例如 2026-01-14T14:22:03Z。',
        '--until must be a time with a zone, such as 2026-01-14T14:22:03Z.',
      ),
    )
  return at
}

function watching(add: (n: number) => void, note: (line: string) => void): Watch {
  let named = 0
  return {
    read: add,
    bad: (line, fault) => {
      if (named++ < mostNamed) note(`line ${line}: ${fault}`)
    },
    warned: ({ strategy, path, message }: Fault) =>
      note(`warning: ${strategy ?? '?'}: ${path}: ${message.en}`),
  }
}

function report({ events, bad, firings, health }: ReplayOutcome, { note, text }: CommandContext): void {
  note(
    text(
      `${events} 个事件，跳过 ${bad} 行，触发 ${firings} 次。`,
      `${events} events, ${bad} lines skipped, ${firings} firings.`,
    ),
  )
  for (const line of health.map(healthLine)) note(line)
}

function healthLine(health: StrategyHealth): string {
  const { strategy, evaluated, matched, fired, cooled, dropped, errors, capped, late, lastError } = health
  const counts = { evaluated, matched, fired, cooled, dropped, errors, capped, late }
  const shown = Object.entries(counts).filter(([name, n]) => n > 0 || name === 'fired')
  return `  ${strategy}: ${shown.map(([name, n]) => `${name} ${n}`).join(', ')}${lastError ? ` (${lastError})` : ''}`
}
