import { register as attribution } from '../evaluate/attribution.ts'
import { register as causal } from '../evaluate/causal.ts'
import { register as did } from '../evaluate/did.ts'
import { register as events } from '../evaluate/events.ts'
import { register as experiment } from '../evaluate/experiment.ts'
import { register as forecast } from '../evaluate/forecast.ts'
import { register as leads } from '../evaluate/leads.ts'
import type { RegisterEvaluation } from '../evaluate/report.ts'
import type { Register } from './context.ts'

const subcommands: RegisterEvaluation[] = [attribution, causal, did, experiment, forecast, leads, events]

export const register: Register = (program, context) => {
  const evaluate = program
    .command('evaluate')
    .description(context.text('用任何人的 CSV 检验统计引擎', "try the statistics on anyone's CSV (.gz too)"))
    .showHelpAfterError(false)
    .configureOutput({ outputError: (said, write) => write(`${said.trim().replaceAll('\n', ' ')}\n`) })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  for (const subcommand of subcommands) subcommand(evaluate, context)
}
