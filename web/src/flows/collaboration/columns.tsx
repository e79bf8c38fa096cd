import { Link } from '../../app/link.tsx'
import { usePhone } from '../../theme/preferences.ts'
import { Chip, type ChipTone } from '../../ui/Badge.tsx'
import type { Column } from '../../ui/DataTable.tsx'
import { moneyExact } from '../../ui/format.ts'
import { RelativeTime } from '../../ui/Values.tsx'
import css from './columns.module.css'

// Columns that the lists of contracts, invoices and payments have in common.

interface OfDeal {
  quoteId: string
  accountName: string | null
}

/** The customer, with the deal below; leads to the deal, but for the phone, where the card itself is what one taps. */
export function DealCell({ row, about }: { row: OfDeal; about: string }) {
  return (
    <>
      {usePhone() ? (
        row.accountName
      ) : (
        <Link to={`/quotes/${row.quoteId}?view=deal`} className={css.deal}>
          {row.accountName}
        </Link>
      )}
      <span className={css.sub}>{about}</span>
    </>
  )
}

export const dealColumn = <T extends OfDeal>(title: string, about: (row: T) => string): Column<T> => ({
  ...{ key: 'customer', title, phone: 'title' },
  render: row => <DealCell row={row} about={about(row)} />,
})

export const stateColumn = <T,>(title: string, of: (row: T) => [ChipTone, string]): Column<T> => ({
  ...{ key: 'state', title, phone: 'badge' },
  render: row => {
    const [tone, words] = of(row)
    return (
      <Chip tone={tone} dot>
        {words}
      </Chip>
    )
  },
})

/** To the cent. */
export const amountColumn = <T extends { currency: string }>(
  key: string,
  title: string,
  of: (row: T) => number,
): Column<T> => ({
  ...{ key, title, numeric: true },
  render: row => <span className="num nowrap">{moneyExact(of(row), row.currency)}</span>,
})

export const ownerColumn = <T extends { ownerId: string | null }>(
  title: string,
  person: (id: string | null) => string,
): Column<T> => ({ ...{ key: 'owner', title, phone: 'hidden' }, render: row => person(row.ownerId) })

export const sinceColumn = <T,>(key: string, title: string, at: (row: T) => number): Column<T> => ({
  ...{ key, title, phone: 'context' },
  render: row => <RelativeTime at={at(row)} />,
})
