import { Option } from 'commander'
import { createKey, listKeys, revokeKey } from '#platform/identity/api.ts'
import type { Register } from './context.ts'

export const register: Register = (program, context) => {
  const { text, call, print } = context
  const keys = program.command('keys').description(text('程序用的密钥', 'keys for programs'))

  keys
    .command('create')
    .description(text('新建一把密钥，只显示这一次', 'make a key; it is shown this once'))
    .addOption(
      new Option(
        '--kind <kind>',
        text(
          'write：只能上报事件；api：还能读写记录',
          'write: may only send events; api: may also read and write records',
        ),
      )
        .choices(['write', 'api'])
        .default('write'),
    )
    .option('--name <name>', text('给人看的名称', 'a name for people'))
    .option(
      '--source <source>',
      text('事件来源，如 erp、website', 'where its events come from, such as erp'),
      'website',
    )
    .action(async (options: { kind: 'write' | 'api'; name?: string; source: string }) => {
      const { kind, source, name = source } = options
      const made = await call(createKey, { body: { kind, name, source } })
      print(made, made.secret)
    })

  keys
    .command('list')
    .description(text('列出密钥', 'list the keys'))
    .action(async () => {
      const all = await call(listKeys)
      const lines = all.map(key =>
        [
          key.id,
          key.kind,
          key.source,
          key.name,
          `${key.prefix}…`,
          key.revokedAt ? text('已停用', 'revoked') : '',
        ].join('  '),
      )
      print(all, lines.join('\n') || text('还没有密钥。', 'There are no keys yet.'))
    })

  keys
    .command('revoke <id>')
    .description(text('立即停用一把密钥', 'revoke a key at once'))
    .action(async (id: string) => {
      await call(revokeKey, { params: { id } })
      print({ revoked: id }, text('已停用。', 'Revoked.'))
    })
}
