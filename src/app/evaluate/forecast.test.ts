import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sharedData } from '#test/shared-data.ts'
import { evaluateForecast } from './forecast.ts'
import { readTable } from './table.ts'

const folder = mkdtempSync(join(tmpdir(), 'loam-deals-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const columns = { opened: 'opened', closed: 'closed', amount: 'amount', stage: 'stage', seed: '1' }
const options = { ...columns, won: 'Won', lost: 'Lost' }

async function evaluate(lines: string[], more: object = {}) {
  const file = join(folder, 'deals.csv')
  writeFileSync(file, `${['opened,closed,amount,stage', ...lines].join('\n')}\n`)
  return evaluateForecast(await readTable(file), { ...options, ...more })
}

test.each([
  [['2026-01-01,2026-01-05,,Won', '2026-01-01,2026-01-05,0,Lost'], {}, 'Row 1 is won'],
  [['2026-01-01,2026-01-05,5,Won'], {}, 'No row with the stage "Lost"'],
  [['2026-01-01,2026-01-05,5,Won', '2026-01-01,2026-01-05,0,Lost'], {}, 'Too few deals ended'],
  [['2026-01-01,x,5,Won'], {}, 'not a time'],
  [['2026-01-01,2026-01-05,5,Won'], { stage: 'nope' }, 'no column "nope"'],
])('%j is refused in one line', async (lines, more, message) => {
  await expect(evaluate(lines, more)).rejects.toThrow(message)
})

const pipeline = sharedData('crm_sales_opportunities/sales_pipeline.csv')
const real = {
  ...{ opened: 'engage_date', closed: 'close_date', amount: 'close_value', stage: 'deal_stage' },
  ...{ won: 'Won', lost: 'Lost', seed: '1', by: 'product' },
}

test.skipIf(!pipeline)(
  'a real pipeline is forecast better than by simple rules, with honest intervals',
  async () => {
    const result = evaluateForecast(await readTable(pipeline!), real)
    expect(result.months.map(({ month }) => month)).toEqual(
      ['04', '05', '06', '07', '08', '09', '10', '11', '12'].map(month => `2017-${month}`),
    )
    expect(result.months.map(({ actual }) => actual).slice(-3)).toEqual([731_980, 938_943, 1_131_573])
    for (const accuracy of Object.values(result.baselines)) expect(result.accuracy).toBeGreaterThan(accuracy!)
    expect(result.by!.cells).toBeGreaterThan(40)
    expect(result.by!.coverage80).toBeGreaterThan(0.72)
    expect(result.by!.coverage80).toBeLessThan(0.88)
    expect(result.skipped).toBe(500)
  },
  60_000,
)
