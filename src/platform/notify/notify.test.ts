import { sql } from 'drizzle-orm'
import { afterAll, expect, test, vi } from 'vitest'
import type { Id } from '#kernel/id.ts'
import { DAY, HOUR, MINUTE, SECOND } from '#kernel/time.ts'
import { type TestWorkspace, testApp } from '#test/app.ts'
import { smtpServer } from '#test/fixtures/servers/smtp.ts'
import { webhookServer } from '#test/fixtures/servers/webhook.ts'
import { wecomServer } from '#test/fixtures/servers/wecom.ts'
import type { DeliveryView, NotificationView } from './api.ts'
import type { Notification } from './index.ts'

const key = 'wecom-robot-key-0001'
const mailServer = await smtpServer()
let serverTime = Date.now()
const wecom = await wecomServer({ key, now: () => serverTime })
const { app, clock, ...rest } = await testApp({
  LOAM_ROBOT_BASE: wecom.base,
  SMTP_URL: mailServer.url,
  SMTP_FROM: 'Loam <loam@example.com>',
  LOAM_WEBHOOK_LOCAL: '1',
  LOAM_URL: 'https://loam.example.com',
})
afterAll(async () => {
  await mailServer.close()
  await wecom.close()
})

// Tuesdays at ten, Shanghai, each test a week after the other: the robot server's limits start afresh.
let morning = Date.parse('2026-11-24T10:00+08:00')
function setTime(at: number) {
  clock.set(at)
  serverTime = at
}
async function newWorkspace(): Promise<TestWorkspace> {
  morning += 7 * DAY
  setTime(morning)
  return rest.workspace()
}

const tell = (workspace: TestWorkspace, notice: Partial<Notification> & { to: Id[] }) =>
  app.db
    .tx(workspace.workspaceId, tx =>
      app.notify.notify(tx, {
        workspaceId: workspace.workspaceId,
        kind: 'strategy',
        title: { 'zh-CN': '仁济医院有新动作', en: 'Renji Hospital moved' },
        text: '参数表看了 47 秒',
        link: '/suggestions/1',
        ...notice,
      }),
    )
    .then(() => app.outbox.wake())

type As = ReturnType<TestWorkspace['as']>
const inbox = async (as: As): Promise<{ items: NotificationView[]; unread: number; more: boolean }> =>
  (await as.inject({ url: '/api/v1/notifications' })).json()
const log = async (
  workspace: TestWorkspace,
  query = '',
): Promise<{ items: DeliveryView[]; failed: number }> =>
  (await workspace.as('admin').inject({ url: `/api/v1/notify/deliveries${query}` })).json()
const post = (as: As, url: string, payload: object = {}) => as.inject({ method: 'POST', url, payload })
const drain = (workspace: TestWorkspace, channel: string, targetId: Id) =>
  app.db.tx(workspace.workspaceId, tx =>
    app.jobs.send(tx, 'notify-drain', {
      targets: [{ workspaceId: workspace.workspaceId, channel, targetId }],
    }),
  )
/** Waits until no look is under way or due, so that "nothing was sent" means something. */
const idle = () =>
  until(async () => {
    const { rows } = await app.db.pool.query(
      "select 1 from pgboss.job where name = 'notify-drain' and state in ('created', 'retry', 'active') and start_after <= now()",
    )
    expect(rows).toEqual([])
  })
const until = (check: () => Promise<void> | void, interval = 50) =>
  vi.waitFor(check, { timeout: 30_000, interval })

const robotUrl = (token = key) => `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${token}`
async function addRobot(workspace: TestWorkspace, fields: object = {}): Promise<Id> {
  const answer = await post(workspace.as('admin'), '/api/v1/notify/robots', {
    name: '销售群',
    url: robotUrl(),
    ...fields,
  })
  expect(answer.statusCode).toBe(200)
  return answer.json().id
}

test('in-app: each person reads it in their language, alone, and marks it read', async () => {
  const workspace = await newWorkspace()
  const { rep, manager } = workspace.userIds
  await workspace.as('manager').inject({ method: 'PUT', url: '/api/v1/me/locale', payload: { locale: 'en' } })
  await app.db.tx(workspace.workspaceId, tx =>
    tx.execute(sql`update member set locale = 'en' where user_id = ${manager}`),
  )
  await tell(workspace, { to: [rep, manager] })
  await tell(workspace, { to: [rep], title: '第二条' })
  const mine = await inbox(workspace.as('rep'))
  expect(mine).toMatchObject({ unread: 2, more: false })
  expect(mine.items.map(item => item.title).sort()).toEqual(['仁济医院有新动作', '第二条'])
  expect((await inbox(workspace.as('manager'))).items[0]).toMatchObject({
    title: 'Renji Hospital moved',
    link: '/suggestions/1',
    readAt: null,
  })
  expect(await inbox(workspace.as('director'))).toEqual({ items: [], unread: 0, more: false })

  // Another person's id marks nothing.
  const ids = [mine.items[0]!.id]
  expect((await post(workspace.as('director'), '/api/v1/notifications/read', { ids })).json()).toEqual({
    unread: 0,
  })
  expect((await post(workspace.as('rep'), '/api/v1/notifications/read', { ids })).json()).toEqual({
    unread: 1,
  })
  expect((await post(workspace.as('rep'), '/api/v1/notifications/read', { all: true })).json()).toEqual({
    unread: 0,
  })
})

test('in-app: a rolled back change tells nobody, a committed one shows on the open screen', async () => {
  const workspace = await newWorkspace()
  const { rep } = workspace.userIds
  await expect(
    app.db.tx(workspace.workspaceId, async tx => {
      const { workspaceId } = workspace
      await app.notify.notify(tx, { workspaceId, kind: 'task', to: [rep], title: 'x', text: 'x' })
      throw new Error('rolled back')
    }),
  ).rejects.toThrow('rolled back')
  const address = await app.http.server.listen({ port: 0 })
  const screen = await fetch(`${address}/api/v1/live`, { headers: { cookie: workspace.as('rep').cookie } })
  const other = await fetch(`${address}/api/v1/live`, { headers: { cookie: workspace.as('manager').cookie } })
  const shown = readUntil(screen, 'event: notification')
  await tell(workspace, { to: [rep] })
  expect(await shown).toContain('event: notification')
  expect(await inbox(workspace.as('rep'))).toMatchObject({ unread: 1 })
  await tell(workspace, { to: [workspace.userIds.manager] })
  // The manager's screen got one message: its own.
  expect((await readUntil(other, 'event: notification')).match(/event: notification/g)).toHaveLength(1)
})

async function readUntil(screen: Response, wanted: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  const reader = screen.body!.getReader()
  while (!text.includes(wanted)) {
    const { value, done } = await reader.read()
    if (done) break
    text += decoder.decode(value)
  }
  await reader.cancel()
  return text
}

test('a robot gets one message however many people it calls, by their chat names', async () => {
  const workspace = await newWorkspace()
  await addRobot(workspace)
  const { rep, manager } = workspace.userIds
  const preferences = (await workspace.as('rep').inject({ url: '/api/v1/notify/preferences' })).json()
  expect(preferences.available).toEqual(['in-app', 'email', 'wecom'])
  await workspace.as('rep').inject({
    method: 'PUT',
    url: '/api/v1/notify/preferences',
    payload: { ...preferences.mine, handles: { wecom: 'zhangwei' } },
  })
  const before = wecom.messages.length
  await tell(workspace, { to: [rep, manager], channels: ['wecom'] })
  await until(() => expect(wecom.messages.length).toBe(before + 1))
  expect(wecom.messages.at(-1)).toBe(
    '**仁济医院有新动作**\n参数表看了 47 秒\n[打开查看](https://loam.example.com/suggestions/1)\n<@zhangwei>',
  )
  await until(async () => {
    expect((await log(workspace)).items).toMatchObject([
      { channel: 'wecom', target: '销售群', status: 'sent', attempts: 1 },
    ])
  })
})

test('a department has its own robot; others fall back to the one for all', async () => {
  const workspace = await newWorkspace()
  await addRobot(workspace, { name: '全员群' })
  await addRobot(workspace, { name: '华东群', departmentId: workspace.departments.east })
  await addRobot(workspace, { name: '上海群', departmentId: workspace.departments.shanghai })
  await tell(workspace, { to: [workspace.userIds.rep, workspace.userIds.director], channels: ['wecom'] })
  await until(async () => {
    const { items } = await log(workspace, '?status=sent')
    expect(items.map(item => item.target).sort()).toEqual(['上海群', '华东群'])
  })
})

test('a burst is folded into digests: nothing lost, the robot’s limit never hit', async () => {
  const workspace = await newWorkspace()
  const robotId = await addRobot(workspace)
  const [before, codes] = [wecom.messages.length, wecom.codes.length]
  for (let i = 1; i <= 60; i++) {
    await tell(workspace, { to: [workspace.userIds.rep], channels: ['wecom'], title: `第 ${i} 件事。` })
  }
  await until(async () => {
    if ((await log(workspace, '?status=waiting')).items.length > 0) {
      setTime(clock.now() + 5 * SECOND)
      await drain(workspace, 'wecom', robotId)
    }
    expect((await log(workspace, '?status=sent&limit=200')).items).toHaveLength(60)
  }, SECOND)
  const sent = wecom.messages.slice(before)
  for (let i = 1; i <= 60; i++) expect(sent.filter(text => text.includes(`第 ${i} 件事。`))).toHaveLength(1)
  expect(sent.length).toBeLessThan(40)
  expect(sent.some(text => /^\*\*\d+ 条提醒\*\*/.test(text))).toBe(true)
  expect(new Set(wecom.codes.slice(codes))).toEqual(new Set([0]))
})

test('quiet hours hold a message until the morning; in-app shows it at once', async () => {
  const workspace = await newWorkspace()
  const robotId = await addRobot(workspace)
  const before = wecom.messages.length
  setTime(morning + 13 * HOUR)
  await tell(workspace, { to: [workspace.userIds.rep], channels: ['wecom'] })
  expect(await inbox(workspace.as('rep'))).toMatchObject({ unread: 1 })
  const eight = new Date(morning + 22 * HOUR).toISOString()
  expect((await log(workspace)).items).toMatchObject([{ status: 'waiting', dueAt: eight }])
  await drain(workspace, 'wecom', robotId)
  await idle()
  expect(wecom.messages.length).toBe(before)
  setTime(morning + 22 * HOUR)
  await drain(workspace, 'wecom', robotId)
  await until(() => expect(wecom.messages.length).toBe(before + 1))

  const quiet = { quiet: null, workdaysOnly: false }
  const changed = await workspace
    .as('admin')
    .inject({ method: 'PUT', url: '/api/v1/notify/quiet', payload: quiet })
  expect(changed.statusCode).toBe(204)
  setTime(morning + 37 * HOUR)
  await tell(workspace, { to: [workspace.userIds.rep], channels: ['wecom'] })
  await until(() => expect(wecom.messages.length).toBe(before + 2))
})

test('e-mail comes as one digest a day where a person wants that', async () => {
  const workspace = await newWorkspace()
  const { rep } = workspace.userIds
  const { mine } = (await workspace.as('rep').inject({ url: '/api/v1/notify/preferences' })).json()
  const payload = { ...mine, mailDigestAt: '17:30', channels: { strategy: ['in-app', 'email'] } }
  await workspace.as('rep').inject({ method: 'PUT', url: '/api/v1/notify/preferences', payload })
  await tell(workspace, { to: [rep], title: '早上的 <b>事</b>' })
  setTime(morning + 2 * HOUR)
  await tell(workspace, { to: [rep], title: '中午的事' })
  expect((await log(workspace)).items.map(item => item.status)).toEqual(['waiting', 'waiting'])
  setTime(morning + 7.5 * HOUR)
  await drain(workspace, 'email', rep)
  await until(() => expect(mailServer.mails.at(-1)?.mail.subject).toBe('2 条提醒'))
  const { mail, to } = mailServer.mails.at(-1)!
  expect(to).toEqual([`rep-${workspace.workspaceId}@example.com`])
  expect(mail.text).toContain('早上的 <b>事</b>')
  expect(mail.html).toContain('早上的 &lt;b&gt;事&lt;/b&gt;')
  expect(mail.html).toContain('href="https://loam.example.com/suggestions/1"')
})

test('a failed delivery is tried again; one that failed for good is shown to admins, once an hour', async () => {
  const workspace = await newWorkspace()
  const { rep, manager } = workspace.userIds
  mailServer.faults.push({ responseCode: 451, message: '4.3.0 try later' })
  await tell(workspace, { to: [manager], channels: ['email'], title: '会再试的' })
  await until(async () => {
    expect((await log(workspace)).items).toMatchObject([
      { status: 'waiting', attempts: 1, lastCode: 'smtp.451', target: 'manager' },
    ])
  })
  setTime(morning + MINUTE)
  await drain(workspace, 'email', manager)
  await until(() => expect(mailServer.mails.at(-1)?.mail.subject).toBe('会再试的'))

  await app.db.tx(workspace.workspaceId, tx =>
    tx.execute(sql`update member set email = 'rep@nobody.test' where user_id = ${rep}`),
  )
  await tell(workspace, { to: [rep], channels: ['email'], title: '发不出去的' })
  await until(async () => expect((await log(workspace, '?status=failed')).items).toHaveLength(1))
  await tell(workspace, { to: [rep], channels: ['email'], title: '还是发不出去的' })
  await until(async () => expect((await log(workspace, '?status=failed')).items).toHaveLength(2))
  const failures = await log(workspace, '?status=failed')
  expect(failures.failed).toBe(2)
  expect(failures.items[0]?.lastReason?.['zh-CN']).toContain('核对这个人的邮箱')
  const told = (await inbox(workspace.as('admin'))).items.filter(item => item.kind === 'system')
  expect(told).toMatchObject([{ title: '有通知没发出去', link: `/settings/deliveries?target=${rep}` }])

  await app.db.tx(workspace.workspaceId, tx =>
    tx.execute(sql`update member set email = 'rep@example.com' where user_id = ${rep}`),
  )
  const { id } = failures.items.find(item => item.title === '发不出去的')!
  expect((await post(workspace.as('admin'), `/api/v1/notify/deliveries/${id}/resend`)).statusCode).toBe(204)
  await until(() => expect(mailServer.mails.at(-1)?.mail.subject).toBe('发不出去的'))
})

test('a delivery that a killed process had claimed is sent by another', async () => {
  const workspace = await newWorkspace()
  const robotId = await addRobot(workspace)
  const before = wecom.messages.length
  setTime(morning + 13 * HOUR) // quiet: it stays in the queue
  await tell(workspace, { to: [workspace.userIds.rep], channels: ['wecom'] })
  const killedAt = morning + 22 * HOUR
  await app.db.tx(workspace.workspaceId, tx =>
    tx.execute(sql`update notify_delivery set status = 'sending', claimed_at = ${new Date(killedAt)}`),
  )
  setTime(killedAt + MINUTE)
  await drain(workspace, 'wecom', robotId)
  await idle()
  expect(wecom.messages.length).toBe(before)
  setTime(killedAt + 6 * MINUTE)
  await drain(workspace, 'wecom', robotId)
  await until(() => expect(wecom.messages.length).toBe(before + 1))
})

test('robots: kept sealed, tested in plain words, closed to other workspaces and roles', async () => {
  const workspace = await newWorkspace()
  const admin = workspace.as('admin')
  const robotId = await addRobot(workspace, { secret: 'SECsecretsecret' })
  const stored = await app.db.tx(workspace.workspaceId, tx => tx.execute(sql`select * from notify_robot`))
  expect(JSON.stringify(stored.rows)).not.toMatch(/wecom-robot-key|SECsecret/)
  const { robots, mail } = (await admin.inject({ url: '/api/v1/notify/channels' })).json()
  expect(mail).toBe('smtp')
  expect(robots).toMatchObject([{ id: robotId, kind: 'wecom', tokenEnd: '0001', signed: true }])
  expect(JSON.stringify(robots)).not.toMatch(/wecom-robot-key|SECsecret/)
  const audited = await app.db.tx(workspace.workspaceId, tx => tx.execute(sql`select details from audit`))
  expect(JSON.stringify(audited.rows)).not.toMatch(/wecom-robot-key|SECsecret/)

  expect((await post(admin, `/api/v1/notify/robots/${robotId}/test`)).json()).toMatchObject({ ok: true })
  const change = { url: robotUrl('some-other-robot') }
  const changed = await admin.inject({
    method: 'PATCH',
    url: `/api/v1/notify/robots/${robotId}`,
    payload: change,
  })
  expect(changed.json()).toMatchObject({ tokenEnd: 'obot', name: '销售群' })
  expect((await post(admin, `/api/v1/notify/robots/${robotId}/test`)).json()).toMatchObject({
    ok: false,
    code: 'wecom.93000',
    reason: { 'zh-CN': expect.stringContaining('重新添加机器人') },
  })
  expect((await log(workspace)).items.map(item => item.status).sort()).toEqual(['failed', 'sent'])
  expect((await post(admin, '/api/v1/notify/mail/test')).json()).toMatchObject({ ok: true })

  const bad = await post(admin, '/api/v1/notify/robots', { name: 'x', url: 'https://example.com/hook' })
  expect(bad.json().error.code).toBe('notify.robot-url')
  expect((await post(workspace.as('rep'), `/api/v1/notify/robots/${robotId}/test`)).statusCode).toBe(403)
  const stranger = (await newWorkspace()).as('admin')
  expect((await post(stranger, `/api/v1/notify/robots/${robotId}/test`)).statusCode).toBe(404)
  const foreign = { method: 'DELETE' as const, url: `/api/v1/notify/robots/${robotId}` }
  expect((await stranger.inject(foreign)).statusCode).toBe(404)
  expect((await admin.inject(foreign)).statusCode).toBe(204)
})

test('webhooks: signed, tried again with the same id, sent again by hand, switched off when gone', async () => {
  const workspace = await newWorkspace()
  const { workspaceId } = workspace
  setTime(Date.now()) // the receiver checks the time stamp against the real clock
  const admin = workspace.as('admin')
  const create = (url: string) => post(admin, '/api/v1/notify/endpoints', { name: 'ERP', url })
  expect((await create('ftp://example.com')).json().error.message['zh-CN']).toContain('https')
  const placeholder = await create('https://erp.example.com/hook')
  const { id: endpointId, secret } = placeholder.json()
  const receiver = await webhookServer(secret)
  await admin.inject({
    method: 'PATCH',
    url: `/api/v1/notify/endpoints/${endpointId}`,
    payload: { url: receiver.base },
  })
  const names = await workspace.as('rep').inject({ url: '/api/v1/notify/endpoints' })
  expect(names.json()).toEqual([{ id: endpointId, name: 'ERP', enabled: true }])
  const call = (n: number) =>
    app.db.tx(workspaceId, tx =>
      app.notify.call(tx, { workspaceId, endpointId, type: 'strategy.fired', data: { n } }),
    )
  receiver.replies.push({ status: 503 })
  await call(1)
  await until(async () => {
    expect((await log(workspace)).items).toMatchObject([
      { status: 'waiting', attempts: 1, lastCode: 'http.503' },
    ])
  })
  setTime(clock.now() + 10 * SECOND)
  await drain(workspace, 'webhook', endpointId)
  await until(async () =>
    expect((await log(workspace)).items).toMatchObject([{ status: 'sent', attempts: 2 }]),
  )
  const [{ id } = { id: '' }] = (await log(workspace)).items
  expect(receiver.calls).toMatchObject([{ id, body: { type: 'strategy.fired', data: { n: 1 } } }])

  // By hand: the receiver gets the same id again, and counts it once.
  await post(admin, `/api/v1/notify/deliveries/${id}/resend`)
  await until(async () =>
    expect((await log(workspace)).items).toMatchObject([{ status: 'sent', attempts: 1 }]),
  )
  expect(receiver.calls).toHaveLength(1)
  expect(receiver.refused).toEqual([])

  expect((await post(admin, `/api/v1/notify/endpoints/${endpointId}/test`)).json()).toMatchObject({
    ok: true,
  })
  receiver.replies.push({ status: 410 })
  await call(2)
  await until(async () => {
    expect((await log(workspace, '?status=failed')).items).toMatchObject([{ lastCode: 'http.410' }])
  })
  const { endpoints } = (await admin.inject({ url: '/api/v1/notify/channels' })).json()
  expect(endpoints).toMatchObject([{ id: endpointId, enabled: false }])
  expect(JSON.stringify(endpoints)).not.toContain('whsec_')
  await receiver.close()
})
