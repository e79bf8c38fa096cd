import { createPasswordLink } from '#platform/identity/api.ts'
import { createInvitations } from '#platform/identity/invitation-api.ts'
import { readOrg } from '#platform/org/api.ts'
import type { CommandContext, Register } from './context.ts'

export const register: Register = (program, context) => {
  const { text, call, print } = context
  const users = program.command('users').description(text('工作区的成员', 'people of the workspace'))

  users
    .command('list')
    .description(text('列出成员', 'list the people'))
    .action(async () => {
      const { members, roles, departments } = await call(readOrg)
      const nameOf = (all: { id: string; name: string }[], id: string | null) =>
        all.find(one => one.id === id)?.name ?? '-'
      const lines = members.map(member =>
        [
          member.name,
          member.email,
          nameOf(roles, member.roleId),
          nameOf(departments, member.departmentId),
          member.active ? '' : text('已停用', 'deactivated'),
        ].join('  '),
      )
      print(members, lines.join('\n'))
    })

  users
    .command('invite [emails...]')
    .description(
      text(
        '邀请成员，给出链接；不写邮箱就给一个任何人可用一次的链接',
        'invite people by link; without an e-mail, one link for whoever holds it',
      ),
    )
    .option('--role <role>', text('角色名称', 'name of the role'), 'rep')
    .option('--department <department>', text('部门名称', 'name of the department'))
    .option('--days <days>', text('链接有效天数', 'how many days the links work'), '14')
    .action(async (emails: string[], options: InviteOptions) => {
      const place = await placeOf(context, options)
      const wanted = emails.length === 0 ? [null] : emails
      const people = wanted.map(email => ({ email, ...place }))
      const made = await call(createInvitations, { body: { people, days: Number(options.days) } })
      for (const email of made.skipped)
        context.note(text(`${email} 已经在工作区里了。`, `${email} is in the workspace already.`))
      print(made, made.invitations.map(one => [one.email ?? '', one.link].join('  ').trim()).join('\n'))
    })

  users
    .command('password-link <email>')
    .description(text('给一个重设密码的链接', 'make a link to choose a new password'))
    .action(async (email: string) => {
      const { members } = await call(readOrg)
      const member = members.find(one => one.email === email.toLowerCase())
      if (!member) throw new Error(text(`没有 ${email} 这位成员。`, `Nobody here has the e-mail ${email}.`))
      const made = await call(createPasswordLink, { params: { userId: member.userId } })
      print(made, made.link)
    })
}

interface InviteOptions {
  role: string
  department?: string
  days: string
}

async function placeOf(
  { call, text }: CommandContext,
  { role, department }: InviteOptions,
): Promise<{ roleId: string; departmentId: string | null }> {
  const { roles, departments } = await call(readOrg)
  const foundRole = roles.find(one => one.name === role || one.builtIn === role)
  if (!foundRole) {
    const names = roles.map(one => one.name).join('、')
    throw new Error(
      text(`没有「${role}」这个角色，可选：${names}`, `There is no role ${role}. Choose one of: ${names}`),
    )
  }
  const foundDepartment = departments.find(one => one.name === department)
  if (department !== undefined && !foundDepartment)
    throw new Error(text(`没有「${department}」这个部门。`, `There is no department ${department}.`))
  return { roleId: foundRole.id, departmentId: foundDepartment?.id ?? null }
}
