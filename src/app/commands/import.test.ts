import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import iconv from 'iconv-lite'
import { afterAll, expect, test } from 'vitest'
import { testApp } from '#test/app.ts'
import type { CommandContext, Sent } from './context.ts'
import { register } from './import.ts'
import { answerOf } from './run.ts'

const { app, workspace } = await testApp()
const one = await workspace()
const folder = mkdtempSync(join(tmpdir(), 'loam-import-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `import events` against the server of this test; `refuse` answers some requests in its place. */
async function run(
  args: string[],
  options: { refuse?: (sent: Sent) => number | undefined; agree?: boolean } = {},
) {
  const notes: string[] = []
  const printed: Record<string, unknown>[] = []
  const send = async (path: string, sent: Sent = {}): Promise<Response> => {
    const refused = options.refuse?.(sent)
    if (refused)
      return new Response(JSON.stringify({ error: { code: 'x', message: { 'zh-CN': 'x', en: 'x' } } }), {
        status: refused,
      })
    const answer = await one.as('manager').inject({
      method: sent.method ?? 'GET',
      url: path,
      headers: sent.headers ?? {},
      payload: sent.body as string,
    })
    return new Response(answer.body, {
      status: answer.statusCode,
      headers: { 'content-type': 'application/json' },
    })
  }
  const text = (_zh: string, en: string) => en
  const context: Partial<CommandContext> = {
    path: name => name,
    text,
    note: line => void notes.push(line),
    print: data => void printed.push(data as Record<string, unknown>),
    progress: () => ({ add: () => {}, done: () => {} }),
    confirm: async () => options.agree ?? true,
    fetch: send,
    call: (async (route, input = {}) =>
      answerOf(
        route,
        await send(route.path, {
          method: route.method,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify((input as { body?: unknown }).body),
        }),
        text,
      )) as CommandContext['call'],
  }
  const program = new Command().exitOverride()
  register(program, context as CommandContext)
  await program.parseAsync(['import', 'events', ...args], { from: 'user' })
  return { notes: notes.join('\n'), result: printed[0] }
}

const stored = async () =>
  (await app.eventLog.read(one.workspaceId, 0, 10_000))
    .map(entry => entry.body)
    .filter(body => body.kind === 'event')

test('a GBK file from Excel: columns shown, bad rows beside it, run again it adds nothing', async () => {
  const path = join(folder, 'history.csv')
  const rows = [
    '时间,行为类型,客户名称,停留秒数',
    '2026/9/1 08:00,document.opened,仁济医院,47',
    '昨天,document.opened,仁济医院,1',
    '2026-09-02 09:30:00,page.viewed,华山医院,',
  ]
  writeFileSync(path, iconv.encode(rows.join('\r\n'), 'gb18030'))
  const first = await run([path])
  expect(first.notes).toContain('customer               ← 客户名称   (仁济医院)')
  expect(first.result).toMatchObject({ rows: 3, accepted: 2, rejected: 1 })
  const refused = JSON.parse(readFileSync(`${path}.rejected.ndjson`, 'utf8'))
  expect(refused).toMatchObject({ row: 3, code: 'event.at', values: { 时间: '昨天' } })
  expect(await stored()).toMatchObject([
    {
      type: 'document.opened',
      at: Date.parse('2026-09-01T08:00:00+08:00'),
      imported: true,
      source: 'history',
      props: { 停留秒数: 47 },
    },
    { type: 'page.viewed', props: {} },
  ])
  const again = await run([path])
  expect(again.result).toMatchObject({ rows: 0, accepted: 0, duplicates: 0, rejected: 0 })
  expect(await stored()).toHaveLength(2)
})

test('broken off in the middle, it goes on where it stopped; a busy server is waited for', async () => {
  const path = join(folder, 'long.ndjson')
  const lines = Array.from({ length: 2_500 }, (_, n) =>
    JSON.stringify({ type: 'long', at: '2026-09-01T08:00:00Z', props: { n } }),
  )
  writeFileSync(path, lines.join('\n'))
  let posts = 0
  const breakOff = () => (++posts === 3 ? 500 : undefined)
  await expect(run([path], { refuse: breakOff })).rejects.toThrow()
  let busy = 2
  const wait = (sent: Sent) => (String(sent.body).includes('"rowsDone"') && busy-- > 0 ? 429 : undefined)
  const resumed = await run([path], { refuse: wait })
  expect(resumed.notes).toMatch(/Going on: the first 1000 rows/)
  expect(resumed.result).toMatchObject({ rows: 1_500, accepted: 1_500, duplicates: 0 })
  const numbers = (await stored()).filter(body => body.type === 'long').map(body => Number(body.props.n))
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 2_500 }, (_, n) => n))
})

test('a refusal of the columns imports nothing, and what can not be read is said', async () => {
  const path = join(folder, 'plain.csv')
  writeFileSync(path, 'when,what\n2026-09-01,opened\n')
  await expect(run([path])).rejects.toThrow(/--map type=COLUMN.*when, what/)
  const declined = await run([path, '--map', 'type=what', '--map', 'at=when'], { agree: false })
  expect(declined.result).toBeUndefined()
  await expect(run([join(folder, 'notes.txt')])).rejects.toThrow(/\.ndjson, \.csv and \.xlsx/)
  expect(existsSync(`${path}.rejected.ndjson`)).toBe(false)
})
