import type { ReactNode } from 'react'
import type { DraftBundle } from '#collaboration/quote/api.ts'
import { useText } from '../../../../app/i18n.ts'
import css from '../quote.module.css'
import { quoteTexts } from '../texts.ts'
import { Cell } from './Cell.tsx'
import { readDiscount, readNumber, showDiscount, withCommas } from './cells.ts'
import type { Editing } from './EditPanel.tsx'

interface Props {
  bundle: DraftBundle
  editing: Editing
  columns: number
  children: ReactNode
}

/** A set at one price, above what is in it: how many sets, and the discount on them. */
export function BundleRow({ bundle, editing, columns, children }: Props) {
  const say = useText(quoteTexts)
  const { readOnly, draft, catalogue } = editing
  const row = draft.bundles.indexOf(bundle) + 1
  const listed = bundle.productId ? catalogue.get(bundle.productId)?.offer?.price : undefined
  const set = (change: Partial<DraftBundle>) => editing.setBundle(bundle.id, change)
  return (
    <>
      <tr className={css.bundle}>
        <td colSpan={columns}>
          <div>
            <b>
              {say('bundle')} · {bundle.name}
            </b>
            <span className={css.labelled}>
              {say('bundleSets')}
              <Cell
                row={row}
                readOnly={readOnly}
                numeric
                label={say('bundleSets')}
                column="sets"
                value={bundle.quantity}
                read={readNumber}
                onValue={quantity => set({ quantity })}
              />
            </span>
            <span className={css.labelled}>
              {say('bundlePrice')}
              {listed === undefined ? (
                <Cell
                  row={row}
                  readOnly={readOnly}
                  numeric
                  label={say('bundlePrice')}
                  column="setPrice"
                  value={bundle.price}
                  read={readNumber}
                  onValue={price => set({ price })}
                />
              ) : (
                <span className="num">{withCommas(listed)}</span>
              )}
            </span>
            <span className={css.labelled}>
              {say('discount')}
              <Cell
                row={row}
                readOnly={readOnly}
                numeric
                label={`${say('bundle')} ${say('discount')}`}
                column="setDiscount"
                value={showDiscount(bundle.discount)}
                read={readDiscount}
                onValue={discount => set({ discount })}
              />
            </span>
          </div>
        </td>
      </tr>
      {children}
    </>
  )
}
