import { expect, test } from 'vitest'
import { templateWords } from './reading.ts'

const doc = {
  when: [{ as: 'post', event: 'wechat.article_published' }],
  measures: { lastShare: { since: 'proposal.shared', where: "e.props.kind == 'tender'" } },
}

test.each([
  ['{{ customer.name }}：标书沉睡', '〔客户的名称〕：标书沉睡', '[the customer’s name]：标书沉睡'],
  [
    '标书发出 {{ string(int(lastShare / 86400.0)) }} 天',
    '标书发出 〔距上次分享标书，天〕 天',
    '标书发出 [Tender shared: time since, in days] 天',
  ],
  ['{{ post.props.title }}', '〔公众号发文的标题〕', '[title of public account post]'],
  ["{{ customer.tier == 'S' ? 'a' : 'b' }}", '〔…〕', '[…]'],
])('%s names what will be filled in', (text, zh, en) => {
  expect(templateWords(text, doc, 'zh-CN')).toBe(zh)
  expect(templateWords(text, doc, 'en')).toBe(en)
})
