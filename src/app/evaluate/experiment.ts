import type { RegisterEvaluation } from './report.ts'
import { guarded } from './report.ts'
import { readTable } from './table.ts'

export const register: RegisterEvaluation = (evaluate, context) => {
  evaluate
    .command('experiment <file>')
    .description(context.text('随机实验：提升与区间', 'a randomised experiment: lift and its intervals'))
    .action(
      guarded(context, async (file: string) => {
        await readTable(context.path(file))
      }),
    )
}
