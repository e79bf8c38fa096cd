import type { z } from 'zod'
import type { importPrices } from '#crm/product/api.ts'
import { useText } from '../../app/i18n.ts'
import { productTexts } from './texts.ts'

export type Imported = z.infer<typeof importPrices.answer>

/** Which rows of a price list were left out, and why. */
export function ImportReport({ report }: { report: Imported }) {
  const say = useText(productTexts)
  return (
    <details className="card" style={{ padding: '10px 14px' }} open>
      <summary>{say('importFaults', { count: report.faultCount })}</summary>
      <ul>
        {report.faults.map(({ row, column, value }) => (
          <li key={`${row} ${column}`} className="small">
            {say('faultRow', { row, column, value: value || say('emptyValue') })}
          </li>
        ))}
      </ul>
    </details>
  )
}
