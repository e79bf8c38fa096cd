import { Command } from 'commander'
import type { Browser, Page } from 'playwright-core'
import type { CommandContext } from '#app/commands/context.ts'
import { makeContext } from '#app/commands/run.ts'
import { readConfig } from '#app/config.ts'
import { type AccountItem, listAccounts } from '#crm/account/api.ts'
import { type ContactItem, listContacts } from '#crm/contact/api.ts'
import { type DocumentItem, documentRoutes } from '#decision/document/api.ts'
import { newId } from '#kernel/id.ts'
import { createKey } from '#platform/identity/api.ts'
import { launchBrowser } from '#test/browser.ts'

const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  locale: 'zh-CN',
  userAgent:
    'Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50',
}

const program = new Command('demo')
  .description('Plays customers of the sample against the running server: look at the screens meanwhile.')
  .option('--pace <factor>', 'how fast: 2 is twice as fast', '1')
  .option('--no-viewer', 'send events only, without reading documents in a browser')
  .parse(process.argv)
const { pace, viewer } = program.opts<{ pace: string; viewer: boolean }>()
interface Cast {
  base: string
  secret: string
  accounts: AccountItem[]
  documents: DocumentItem[]
}

async function play(loam: CommandContext): Promise<void> {
  const cast = await gather(loam)
  const browser = viewer ? await launchBrowser() : undefined
  const say = (text: string) => loam.note(`${new Date().toLocaleTimeString()}  ${text}`)
  try {
    for (const scene of scenes) {
      say(scene.says)
      await scene.play({ loam, cast, browser })
      await pause(6_000)
    }
    say(loam.text('演完了。再看看「今日」和客户时间线。', 'That was it. Look at Today and the timelines.'))
  } finally {
    await browser?.close()
  }
}

async function gather(loam: CommandContext): Promise<Cast> {
  const sample = (await loam.workspaces()).find(workspace => workspace.sample)
  if (!sample)
    throw new Error('There is no sample workspace to play in. Start Loam on an empty data folder first.')
  loam.inWorkspace(sample.id)
  const { secret } = await loam.call(createKey, {
    body: { kind: 'api', name: 'npm run demo', source: 'demo' },
  })
  const accounts = (await loam.call(listAccounts, { query: { size: 100 } })).items
  const documents = (await loam.call(documentRoutes.list, { query: {} })).items
  return {
    base: loam.config.publicUrl ?? `http://127.0.0.1:${loam.config.port}`,
    secret,
    accounts,
    documents,
  }
}

interface Stage {
  loam: CommandContext
  cast: Cast
  browser: Browser | undefined
}

const scenes: { says: string; play(stage: Stage): Promise<void> }[] = [
  {
    says: '云洲一院的公众号发文谈国产替代（标书已沉睡 11 天）',
    play: ({ cast }) =>
      send(cast, '云洲市第一人民医院', 'wechat.article_published', {
        title: '国产设备优先采购推进会召开',
        account: '云洲一院',
        topics: ['国产替代', '设备更新'],
      }),
  },
  {
    says: '云洲一院的采购主任打开标书，在参数表上停留，再转给同事',
    play: stage => read(stage, '云洲市第一人民医院', '腹腔镜投标方案', 3, '周科长'),
  },
  {
    says: '澜城市中心医院来询价',
    play: ({ cast }) => send(cast, '澜城市中心医院', 'quote.requested', { product: '彩超 3 台，含两年质保' }),
  },
  {
    says: '梁溪湖中心医院的设备科长反复看配置与报价',
    play: async stage => {
      await read(stage, '梁溪湖中心医院', '64 排 CT 投标方案书', 4)
      await read(stage, '梁溪湖中心医院', '64 排 CT 投标方案书', 4)
    },
  },
  {
    says: '海陵湾医院发布招标',
    play: ({ cast }) =>
      send(cast, '海陵湾医院', 'tender.announced', { title: '血液透析机采购公开招标', amount: 3_100_000 }),
  },
]

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms / Number(pace)))

const accountOf = (cast: Cast, name: string): AccountItem => {
  const found = cast.accounts.find(account => account.name === name)
  if (!found) throw new Error(`The sample has no account ${name} any more.`)
  return found
}

async function send(
  cast: Cast,
  account: string,
  type: string,
  props: Record<string, unknown>,
): Promise<void> {
  const answer = await fetch(`${cast.base}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${cast.secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      id: newId(),
      type,
      at: new Date().toISOString(),
      customer: accountOf(cast, account).id,
      props,
    }),
  })
  if (!answer.ok) throw new Error(`The server answered ${answer.status}: ${await answer.text()}`)
}

/** Reads a document in a real browser by a link of the reader's own: to a page, half a minute there, perhaps passed on. */
async function read(
  { loam, cast, browser }: Stage,
  account: string,
  title: string,
  page: number,
  passTo?: string,
): Promise<void> {
  if (!browser) return
  const { id } = accountOf(cast, account)
  const contacts: ContactItem[] = (await loam.call(listContacts, { query: { account: id } })).items
  const document = cast.documents.find(each => each.title === title)
  if (!document || !contacts[0])
    throw new Error(`The sample has no document ${title} for ${account} any more.`)
  const link = await loam.call(documentRoutes.createLink, {
    params: { id: document.id },
    body: { contactId: contacts[0].id, channel: 'wechat' },
  })
  const reader = await browser.newPage(phone)
  await reader.goto(link.url)
  await reader.waitForSelector('.page.drawn[data-page="1"] canvas')
  const agree = reader.getByRole('button', { name: '同意', exact: true })
  if (await agree.isVisible()) await agree.tap()
  for (let at = 1; at < page; at++) {
    await pause(2_000)
    await reader.getByRole('button', { name: '下一页' }).tap()
  }
  await stay(reader, 28_000)
  if (passTo !== undefined) {
    await reader.getByRole('button', { name: '分享给同事' }).tap()
    await reader.getByLabel('同事怎么称呼').fill(passTo)
    await reader.getByRole('button', { name: '生成链接' }).tap()
    await reader.locator('.sheet img').waitFor()
  }
  await reader.goto('about:blank')
  await pause(1_000)
  await reader.close()
}

/** Stays on a page as people do, with a finger on it now and then. */
async function stay(reader: Page, ms: number): Promise<void> {
  for (let spent = 0; spent < ms; spent += 4_000) {
    await pause(4_000)
    await reader.touchscreen.tap(195, 300)
  }
}

const { context, close } = makeContext(readConfig(), program)
try {
  await play(context)
} finally {
  await close()
}
