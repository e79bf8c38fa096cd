import { removeSample } from '#platform/identity/api.ts'
import type { Register } from './context.ts'

export const register: Register = (program, context) => {
  const { text, call, print } = context
  const sample = program.command('sample').description(text('示例工作区', 'the sample workspace'))

  sample
    .command('remove')
    .description(text('删除示例工作区和里面的一切', 'remove the sample workspace and all that is in it'))
    .option('--yes', text('不再询问', 'do not ask'))
    .action(async (options: { yes?: boolean }) => {
      const found = (await context.workspaces()).find(one => one.sample)
      if (!found) {
        print({ removed: null }, text('没有示例工作区。', 'There is no sample workspace.'))
        return
      }
      const question = text(
        `「${found.name}」的客户、资料、行为和账号都会删除，不能恢复。继续吗？`,
        `All customers, documents, events and accounts of “${found.name}” will be gone for good. Go on?`,
      )
      if (!options.yes && !(await context.confirm(question, false)))
        throw new Error(
          text(
            '没有删除。加上 --yes 可以不经询问删除。',
            'Nothing was removed. Add --yes to remove without being asked.',
          ),
        )
      context.inWorkspace(found.id)
      await call(removeSample)
      print({ removed: found.id }, text('示例工作区已删除。', 'The sample workspace is removed.'))
    })
}
