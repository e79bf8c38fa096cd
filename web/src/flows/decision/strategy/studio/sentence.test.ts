import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { strategies } from '#app/sample/strategies.ts'
import { parseStrategy } from '#lib/cep/index.ts'
import { strategy } from '../../../../../../src/lib/cep/random.test-support.ts'
import type { Doc } from '../doc.ts'
import { type Names, plainSentence, sentenceOf } from './sentence.ts'

const names: Names = { kit: id => `包${id}`, person: () => '周海宁', endpoint: id => id }
const zh = (doc: Doc) => plainSentence(sentenceOf(doc, names, 'zh-CN'))
const en = (doc: Doc) => plainSentence(sentenceOf(doc, names, 'en'))
const sample = (id: string) => strategies.find(one => one.definition.id === id)!.definition

describe('the sentence', () => {
  test('says the tender strategy as a manager would', () => {
    const doc = sample('dormant-tender-policy')
    expect(zh({ ...doc, experiment: { ...(doc.experiment as Doc), holdout: 0.2 } })).toBe(
      '当客户的公众号发文谈到「国产替代」，如果我方分享过标书，并且距最近一次分享标书已满 7 天，并且近 7 天客户没有打开过标书，就打上「政策敏感型客户」、把线索定为 S 级、把作战包「包localisation」交给负责人，并通知大区总监。同一客户 14 天内只触发一次。另有 20% 的客户留作对照，只记录、不动作。',
    )
    expect(en({ ...doc, experiment: { ...(doc.experiment as Doc), holdout: 0.2 } })).toBe(
      'When a customer’s public account posts an article on “国产替代”, if a tender was shared before, a tender was last shared at least 7 days ago and no tender was opened in the past 7 days, then tag it “政策敏感型客户”, set the lead to S, hand the owner the play kit “包localisation” and tell the regional director. At most once per customer in 14 days. 20% of customers are held out: recorded, not acted on.',
    )
  })

  test('says sequences, absences, limits of time, sums and several events', () => {
    expect(zh(sample('silent-after-demo'))).toContain(
      '当客户参加演示，随后 10 天内没有打开资料、也没有面谈、也没有索要报价、也没有提交询价（从头到尾不超过 30 天），就',
    )
    expect(en(sample('silent-after-demo'))).toContain(
      'When a customer attends a demo, and then for 10 days no document is opened and no meeting is held and no quote is asked for and no inquiry is sent (from first to last within 30 days), then',
    )
    expect(zh(sample('studies-decisive-section'))).toContain('章节是技术参数或报价或付款条款，停留至少 20 秒')
    expect(zh(sample('studies-decisive-section'))).toContain('的停留合计至少 60 秒')
    expect(zh(sample('spreading-inside'))).toContain('近 7 天打开资料的人至少 2 位')
    expect(en(sample('spreading-inside'))).toContain(
      'a document was opened by at least 2 different people in the past 7 days',
    )
  })

  test('quotes what it has no words for instead of leaving it out', () => {
    const doc: Doc = {
      id: 'x',
      key: 'props.storeId',
      when: [{ as: 'a', event: 'pos.closed', where: 'e.props.n + 1.0 > 2.0', times: 3 }],
      if: 'size(a.props.items) > 2 && (customer.score >= 0.6 || !(customer.tier in ["A", "B"]))',
    }
    expect(zh(doc)).toBe(
      '按「storeId」分别看：当发生「pos.closed」（满足「e.props.n + 1.0 > 2.0」）满 3 次，如果「size(a.props.items) > 2」成立，并且（客户的意向分至少 60%或者并非（客户的等级是「A」或「B」）），就只记录，不动作。',
    )
    expect(en(doc)).toContain(
      '(where “e.props.n + 1.0 > 2.0” holds) 3 times, if “size(a.props.items) > 2” holds and',
    )
  })

  test('of every valid strategy says every step, condition and limit in both languages', () => {
    fc.assert(
      fc.property(strategy('s'), one => {
        expect(parseStrategy(one).ok).toBe(true)
        const doc: Doc = { ...one }
        const times = [
          one.within,
          one.cooldown,
          ...one.when.map(step => ('absent' in step ? step.for : undefined)),
        ]
        const types = one.when.flatMap(step => ('event' in step ? step.event : step.absent))
        const parts = [...types, ...times.flatMap(time => time?.replace('s', ' ') ?? [])]
        for (const said of [zh(doc), en(doc)]) {
          expect(said).not.toMatch(/undefined|NaN|\[object| {2}/)
          for (const part of parts) expect(said).toContain(part)
        }
        expect(zh(doc)).toMatch(/^(按.+分别看：)?当.+就.+。$/)
        expect(en(doc)).toMatch(/^(Watched per .+\. )?When .+ then .+\.$/)
      }),
      { numRuns: 500 },
    )
  })
})
