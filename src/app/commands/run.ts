import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { LocalText } from '#kernel/error.ts'
import { type Id, isId } from '#kernel/id.ts'
import type { Part, Route } from '#kernel/route.ts'
import type { Config } from '../config.ts'
import { listWorkspaces, type WorkspaceLine, workspaceHeader } from '../local-api.ts'
import type { CommandContext, Sent } from './context.ts'
import { makeProgress } from './progress.ts'
import { type Reach, reach } from './reach.ts'

/** What commands are given, and how to let go of it in the end. */
export function makeContext(
  config: Config,
  program: Command,
): { context: CommandContext; close(): Promise<void> } {
  const text = (zh: string, en: string) => (config.terminalLocale === 'zh-CN' ? zh : en)
  const note = (line: string) => void process.stderr.write(`${line}\n`)
  const options = () => program.opts<{ json?: boolean; workspace?: string }>()
  let reached: Promise<Reach> | undefined
  let workspace: Promise<Id> | undefined
  const reachOnce = () => {
    reached ??= reach(config, () =>
      note(text('没有服务在运行，直接打开数据目录…', 'No server runs: opening the data folder…')),
    )
    return reached
  }
  const fetchAnywhere = async (path: string, sent: Sent = {}) => (await reachOnce()).fetch(path, sent)
  const workspaces = async () => answerOf(listWorkspaces, await fetchAnywhere(listWorkspaces.path), text)
  const send = async (path: string, sent: Sent = {}) => {
    workspace ??= chooseWorkspace(await workspaces(), options().workspace, text)
    const headers = { ...sent.headers, [workspaceHeader]: await workspace }
    return fetchAnywhere(path, { ...sent, headers })
  }
  const write = async (chunk: string | Uint8Array) => {
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain')
  }
  const context: CommandContext = {
    config,
    path: name => resolve(config.calledFrom, name),
    text,
    note,
    write,
    print: (data, line) => void process.stdout.write(`${options().json ? JSON.stringify(data) : line}\n`),
    progress: (label, total) => makeProgress(process.stderr, label, total),
    confirm: (question, otherwise) => confirm(question, otherwise),
    workspaces,
    inWorkspace: id => {
      workspace = Promise.resolve(id)
    },
    fetch: send,
    fetchAnywhere,
    call: async (route, input = {}) => answerOf(route, await send(...requestOf(route, input)), text),
  }
  return { context, close: async () => (await reached?.catch(() => undefined))?.close() }
}

/** Turns a route and its parts into what is sent. */
function requestOf(
  route: Route,
  input: { params?: unknown; query?: unknown; body?: unknown },
): [path: string, sent: Sent] {
  const params = (input.params ?? {}) as Record<string, unknown>
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries((input.query ?? {}) as Record<string, unknown>))
    if (value !== undefined) query.set(name, String(value))
  const body = input.body === undefined ? undefined : JSON.stringify(input.body)
  return [
    query.size > 0 ? `${path}?${query}` : path,
    {
      method: route.method,
      ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
    },
  ]
}

/** A checked answer. @throws Error with the server's own message in the terminal's language */
export async function answerOf<R extends Route>(
  route: R,
  answer: Response,
  text: (zh: string, en: string) => string,
): Promise<Part<R, 'answer'>> {
  if (!answer.ok) throw await errorOf(answer, text)
  const body = answer.status === 204 ? undefined : await answer.json()
  return (route.answer ? route.answer.parse(body) : body) as Part<R, 'answer'>
}

async function errorOf(answer: Response, text: (zh: string, en: string) => string): Promise<Error> {
  const body = (await answer.json().catch(() => undefined)) as
    | { error?: { code: string; message: LocalText; details?: Record<string, unknown> } }
    | undefined
  const { error } = body ?? {}
  if (!error) return new Error(text(`服务答复了 ${answer.status}。`, `The server answered ${answer.status}.`))
  return new Error(`${text(error.message['zh-CN'], error.message.en)} (${error.code})`)
}

async function chooseWorkspace(
  all: WorkspaceLine[],
  wanted: string | undefined,
  text: (zh: string, en: string) => string,
): Promise<Id> {
  const own = all.filter(workspace => !workspace.sample)
  const fitting = wanted
    ? all.filter(({ id, name }) => (isId(wanted) ? id === wanted : name === wanted))
    : own.length > 0
      ? own
      : all
  if (fitting.length === 1) return fitting[0]!.id
  if (all.length === 0)
    throw new Error(
      text(
        '还没有工作区。请先运行 npm start，在首页建好。',
        'There is no workspace yet. Run npm start and make one on the first page.',
      ),
    )
  const names = all.map(({ name, id }) => `  ${name}  ${id}`).join('\n')
  throw new Error(
    `${text('请用 --workspace 指明工作区：', 'Name the workspace with --workspace:')}\n${names}`,
  )
}

async function confirm(question: string, otherwise: boolean): Promise<boolean> {
  if (!process.stdin.isTTY) return otherwise
  const ask = createInterface({ input: process.stdin, output: process.stderr })
  const answer = (await ask.question(`${question} ${otherwise ? '[Y/n]' : '[y/N]'} `)).trim().toLowerCase()
  ask.close()
  return answer === '' ? otherwise : /^(y|yes|是|好)$/.test(answer)
}
