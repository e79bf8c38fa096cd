import type { Page } from 'playwright-core'
import { DAY, HOUR, type Instant } from '#kernel/time.ts'
import { slow } from './staff-site.ts'

/** A tender shared three weeks ago and never opened since, an article on localisation five days ago, and one on something else. */
export function tenderHistory(customer: string, now: Instant) {
  const act = (id: string, type: string, at: Instant, props: object) => ({
    id,
    type,
    props,
    customer,
    at: new Date(at).toISOString(),
  })
  return [
    act('share', 'proposal.shared', now - 21 * DAY, { kind: 'tender' }),
    act('open', 'document.opened', now - 20 * DAY, { kind: 'tender' }),
    act('other', 'wechat.article_published', now - 8 * DAY, { topics: ['义诊'], title: '义诊进社区' }),
    act('post', 'wechat.article_published', now - 5 * DAY, { topics: ['国产替代'], title: '国产设备推进会' }),
    act('call', 'call.completed', now - 2 * HOUR, { minutes: 6 }),
  ]
}

/** A manager's hands in the strategy studio (zh-CN), building the tender strategy of the language from nothing. */
export type TenderStudio = ReturnType<typeof tenderStudio>

/** @param page at `/strategies` */
export function tenderStudio(page: Page) {
  const inspector = () => page.getByRole('complementary', { name: '选中的部分' })
  const palette = () => page.getByRole('complementary', { name: '积木' })

  /** Adds an event of the palette by keyboard alone: Enter opens the choices, Enter takes one. */
  const addByKeys = async (event: RegExp, choice: string): Promise<void> => {
    await palette().getByRole('button', { name: event }).focus()
    await page.keyboard.press('Enter')
    const item = page.getByRole('menuitem', { name: choice }).last()
    await item.waitFor(slow)
    await item.focus()
    await page.keyboard.press('Enter')
  }

  const rename = async (to: string): Promise<void> => {
    const name = inspector().getByLabel('名称', { exact: true })
    await name.fill(to)
    await name.press('Enter')
    await page.locator(`[data-part="measures.${to}"]`).waitFor(slow)
  }

  const choose = async (select: string, option: string): Promise<void> => {
    await inspector().getByRole('combobox', { name: select, exact: true }).last().click()
    await page.locator(`.ant-select-dropdown:visible .ant-select-item-option[title="${option}"]`).click()
  }

  /** Rules begin with a property that these events have, and a value that occurred. */
  const onlyTenders = async (): Promise<void> => {
    await inspector().getByRole('button', { name: '加一条' }).click()
    await inspector().getByRole('combobox', { name: '属性' }).waitFor(slow)
  }

  const addAction = (name: RegExp) => palette().getByRole('button', { name }).click()

  const fillBoth = async (label: string, chinese: string, english: string): Promise<void> => {
    await inspector().getByLabel(`${label} · 中文`).fill(chinese)
    await inspector().getByLabel(`${label} · 英文`).fill(english)
  }

  return {
    /** The strategy as one reads it. */
    sentence: () => page.getByRole('region', { name: '这个策略的意思' }),

    /** A new strategy, and its first event dragged onto the canvas. */
    begin: async (): Promise<void> => {
      await page.getByRole('button', { name: '新建策略' }).first().click()
      await page.getByText('从空白开始').click()
      await page.getByLabel('名称').fill('标书沉睡 × 国产替代')
      await page.getByLabel('编号').fill('dormant-tender-policy')
      await page.getByRole('button', { name: '创建草稿' }).click()
      await page.waitForURL(/\/edit$/, slow)
      const article = palette().getByRole('button', { name: /公众号发文/ })
      await article.waitFor(slow)
      const canvas = page.getByRole('region', { name: '策略画布' })
      await article.dragTo(canvas, { targetPosition: { x: 120, y: 90 } })
      await page.locator('[data-part="when[0]"]').waitFor(slow)
      await inspector().getByLabel('记作').fill('post')
      await inspector().getByRole('button', { name: '改用表达式写' }).click()
      await inspector().getByLabel('其中').last().fill("'国产替代' in e.props.topics")
    },

    addMeasures: async (): Promise<void> => {
      await addByKeys(/标书与方案分享/, '数一数发生过几次（作条件）')
      await rename('shares')
      await onlyTenders()
      await inspector().getByLabel('时间窗', { exact: true }).fill('')
      await choose('比较', '>')
      await inspector().getByLabel('值', { exact: true }).last().fill('0')
      await addByKeys(/标书与方案分享/, '距上次多久（作条件）')
      await rename('lastShare')
      await onlyTenders()
      await addByKeys(/资料打开/, '一段时间没有发生（作条件）')
      await rename('opens')
      await onlyTenders()
    },

    addActions: async (): Promise<void> => {
      await palette().getByRole('tab', { name: /条件/ }).click()
      await palette().getByRole('button', { name: /^冷却/ }).click()
      await palette().getByRole('tab', { name: /动作/ }).click()
      await addAction(/打标签/)
      await inspector().getByRole('combobox').first().fill('政策敏感型客户')
      await page.keyboard.press('Enter')
      await addAction(/给建议/)
      await fillBoth('标题', '带上国产替代对照表，今天就联系', 'Call today with the comparison')
      await fillBoth(
        '理由',
        '标书没人打开，医院刚发文谈国产替代。',
        'Nobody opened the tender; they write about it.',
      )
      await addAction(/调线索优先级/)
      await inspector().getByRole('combobox').first().click()
      await page.locator('.ant-select-dropdown:visible .ant-select-item-option[title="S"]').click()
      await addAction(/^通知/)
      await fillBoth('内容', '{{ customer.name }}的标书沉睡了', 'A tender sleeps at {{ customer.name }}')
    },

    /** Holds a fifth out, and looks at whether a deal moves on. */
    holdOut: async (): Promise<void> => {
      await page.getByRole('button', { name: '加实验分流，留出对照' }).click()
      await choose('看什么结果', '商机换阶段')
    },

    backtest: () => page.getByRole('region', { name: '回测' }),

    publish: async (): Promise<void> => {
      await page.getByRole('button', { name: '发布第 1 版' }).click(slow)
      await page.getByRole('dialog').getByRole('button', { name: '发布第 1 版' }).click()
    },
  }
}
