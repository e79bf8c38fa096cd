import { Command } from 'commander'
import type { Register } from './commands/context.ts'
import { makeContext } from './commands/run.ts'
import { readConfig } from './config.ts'

/** By name; loaded only when named, because some bring libraries that take longer to load than to run. */
const commands: Record<string, () => Promise<{ register: Register }>> = {
  keys: () => import('./commands/keys.ts'),
  import: () => import('./commands/import.ts'),
  users: () => import('./commands/users.ts'),
  sample: () => import('./commands/sample.ts'),
  replay: () => import('./commands/replay.ts'),
  evaluate: () => import('./commands/evaluate.ts'),
  lake: () => import('./commands/lake.ts'),
  export: () => import('./commands/export-log.ts'),
  doctor: () => import('./commands/doctor.ts'),
  verify: () => import('./commands/verify.ts'),
}

/** The commands that the arguments may mean: those they name, else all, for the help. */
async function commandsOf(args: string[]): Promise<Register[]> {
  const named = Object.keys(commands).filter(name => args.includes(name))
  const wanted = named.length > 0 ? named : Object.keys(commands)
  return Promise.all(wanted.map(async name => (await commands[name]!()).register))
}

/** Runs one command of the command line and ends with its status. */
async function main(args: string[]): Promise<void> {
  const program = new Command('loam')
  const { context, close } = makeContext(readConfig(), program)
  program
    .description(
      context.text(
        'Loam 沃土的命令行。服务开着就由服务执行，没开就直接打开数据目录。',
        'The command line of Loam. Talks to the running server, or opens the data folder itself.',
      ),
    )
    .usage('COMMAND [options]')
    .option('--json', context.text('结果输出为 JSON', 'print the result as JSON'))
    .option(
      '--workspace <name>',
      context.text(
        '工作区的名称或 id（只有一个时不用写）',
        'name or id of the workspace (not needed when there is one)',
      ),
    )
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError()
  for (const register of await commandsOf(args)) register(program, context)
  try {
    await program.parseAsync(args, { from: 'user' })
  } finally {
    await close()
  }
}

// Whoever reads the result may stop early, as `head` does: then there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
})
