import { Command } from 'commander'
import type { Register } from './commands/context.ts'
import { register as doctor } from './commands/doctor.ts'
import { register as exportLog } from './commands/export-log.ts'
import { register as importing } from './commands/import.ts'
import { register as keys } from './commands/keys.ts'
import { register as replay } from './commands/replay.ts'
import { makeContext } from './commands/run.ts'
import { register as sample } from './commands/sample.ts'
import { register as users } from './commands/users.ts'
import { readConfig } from './config.ts'

const commands: Register[] = [keys, importing, users, sample, replay, exportLog, doctor]

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
        '工作区的名称或 id(只有一个时不用写)',
        'name or id of the workspace (not needed when there is one)',
      ),
    )
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError()
  for (const register of commands) register(program, context)
  try {
    await program.parseAsync(args, { from: 'user' })
  } finally {
    await close()
  }
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
})
