import { existsSync, statfsSync } from 'node:fs'
import { runningServer } from '../home.ts'
import { readReadiness } from '../operate.ts'
import type { CommandContext, Register } from './context.ts'

interface Finding {
  ok: boolean
  what: string
}

const leastFree = 2 * 1024 ** 3

/** Checks the set-up and says in plain words what is well and what to mend. */
export const register: Register = (program, context) => {
  program
    .command('doctor')
    .description(context.text('检查安装和设置', 'check the installation and its settings'))
    .action(async () => {
      const findings = [...looks(context), ...(await asks(context))]
      const line = ({ ok, what }: Finding) => `${ok ? '✓' : '✗'} ${what}`
      context.print(findings, findings.map(line).join('\n'))
      if (findings.some(({ ok }) => !ok)) process.exitCode = 1
    })
}

/** What can be seen without starting anything. */
function looks({ config, text }: CommandContext): Finding[] {
  const found: Finding[] = []
  const [major] = process.versions.node.split('.').map(Number)
  found.push({ ok: major! >= 24, what: `Node ${process.versions.node}` })
  if (existsSync(config.home)) {
    const { bavail, bsize } = statfsSync(config.home)
    const gigabytes = ((bavail * bsize) / 1024 ** 3).toFixed(1)
    found.push({
      ok: bavail * bsize >= leastFree,
      what: text(
        `数据目录 ${config.home}，剩余 ${gigabytes} GB（少于 2 GB 请清理）`,
        `Data folder ${config.home}, ${gigabytes} GB free (make room below 2 GB)`,
      ),
    })
  } else {
    found.push({
      ok: true,
      what: text(
        `数据目录 ${config.home} 还没有，首次启动时会建`,
        `Data folder ${config.home} is made at the first start`,
      ),
    })
  }
  const server = runningServer(config.home)
  found.push({
    ok: true,
    what: server
      ? text(
          `服务在运行：${server.url}（进程 ${server.pid}）`,
          `A server runs: ${server.url} (process ${server.pid})`,
        )
      : text('服务没有在运行', 'No server is running'),
  })
  found.push(...settings({ config, text }))
  return found
}

function settings({ config, text }: Pick<CommandContext, 'config' | 'text'>): Finding[] {
  const isPublic = !/^(127\.|localhost$|::1$)/.test(config.host)
  return [
    {
      ok: !isPublic || config.publicUrl !== undefined,
      what:
        config.publicUrl ??
        (isPublic
          ? text(
              '对外开放却没有设 LOAM_URL：消息里的链接会指错地方',
              'Open to the network without LOAM_URL: links in messages lead nowhere',
            )
          : text(
              '只在本机可用；给同事用时请设 HOST 和 LOAM_URL',
              'On this machine only; for others set HOST and LOAM_URL',
            )),
    },
    {
      ok: config.publicUrl === undefined || config.publicUrl.startsWith('https:') || !isPublic,
      what: config.publicUrl?.startsWith('https:')
        ? text('对外地址用 https', 'The public address uses https')
        : text('没有用 https：登录信息在网络上可被看到', 'No https: sign-ins can be read on the network'),
    },
    {
      ok: true,
      what: config.smtp
        ? text('邮件服务已设置', 'A mail server is set')
        : text(
            '没有设 SMTP_URL：不发邮件，合同也就发不给客户',
            'No SMTP_URL: nothing is mailed, so no contract can be sent to a customer',
          ),
    },
    {
      ok: true,
      what: config.oidc
        ? text(`统一登录：${config.oidc.issuer}`, `Company sign-in: ${config.oidc.issuer}`)
        : text(
            '没有设统一登录（OIDC_ISSUER），用密码登录',
            'No company sign-in (OIDC_ISSUER): passwords are used',
          ),
    },
  ]
}

/** A demo keeps its letters, which should surprise nobody. */
function letters(
  { config, text }: CommandContext,
  workspaces: { name: string; sample: boolean }[],
): Finding[] {
  const demo = workspaces.find(one => one.sample)
  if (config.smtp || !config.sample || !demo) return []
  const what = text(
    `示例工作区“${demo.name}”的邮件留在演示邮箱里（页面 /letters），任何人登录示例都能看`,
    `Letters of the sample workspace “${demo.name}” stay in the demo letter box (page /letters), which everybody signed in to the sample can read`,
  )
  return [{ ok: true, what }]
}

/** What the database says, through the running server or by opening the data folder. */
async function asks(context: CommandContext): Promise<Finding[]> {
  const { text } = context
  try {
    const workspaces = await context.workspaces()
    const ready = await context.fetchAnywhere(readReadiness.path)
    return [
      { ok: ready.ok, what: text('数据库能用', 'The database works') },
      ...letters(context, workspaces),
      {
        ok: true,
        what: text(
          `工作区 ${workspaces.length} 个：${workspaces.map(one => one.name).join('、')}`,
          `${workspaces.length} workspaces: ${workspaces.map(one => one.name).join(', ')}`,
        ),
      },
    ]
  } catch (error) {
    return [{ ok: false, what: (error as Error).message }]
  }
}
