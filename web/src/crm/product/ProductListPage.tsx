import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listProducts, type ProductItem, productKinds } from '#crm/product/api.ts'
import { useText } from '../../app/i18n.ts'
import { Chip } from '../../ui/Badge.tsx'
import { RelativeTime } from '../../ui/Values.tsx'
import css from '../crm.module.css'
import { AddButton, ListPage } from '../ListPage.tsx'
import { useListPage } from '../useListPage.ts'
import { productsQuery } from './data.ts'
import { ProductSheet } from './ProductSheet.tsx'
import { productTexts } from './texts.ts'

const sorts = listProducts.query.shape.sort.unwrap()

/** What the company sells. */
export default function ProductListPage() {
  const say = useText(productTexts)
  const list = useListPage(['kind', 'archived'])
  const [editing, setEditing] = useState<ProductItem | 'new'>()
  const sort = sorts.safeParse(list.state.sort)
  const { kind, archived } = list.values
  const rows = useQuery(
    productsQuery({
      ...list.query,
      ...(sort.success ? { sort: sort.data } : {}),
      kind: kind?.join(',') || undefined,
      ...(archived?.length ? { archived: 'true' as const } : {}),
    }),
  )
  return (
    <ListPage<ProductItem>
      title={say('products')}
      list={list}
      rows={rows}
      onOpen={setEditing}
      find={say('findProducts')}
      filters={[
        {
          key: 'kind',
          label: say('kind'),
          multiple: true,
          options: productKinds.map(value => ({ value, label: say(value) })),
        },
        { key: 'archived', label: say('archived'), options: [{ value: 'true', label: say('archived') }] },
      ]}
      add={<AddButton needs="price.write" label={say('newProduct')} onClick={() => setEditing('new')} />}
      empty={{ icon: 'tag', title: say('noProducts'), hint: say('noProductsHint') }}
      columns={[
        {
          key: 'code',
          title: say('code'),
          sortable: true,
          phone: 'context',
          render: row => <span className="num nowrap">{row.code}</span>,
        },
        {
          key: 'name',
          title: say('name'),
          sortable: true,
          phone: 'title',
          render: row => (
            <button type="button" className={`plain ${css.name}`} onClick={() => setEditing(row)}>
              {row.name}
            </button>
          ),
        },
        { key: 'family', title: say('family'), render: row => row.family },
        {
          key: 'kind',
          title: say('kind'),
          phone: 'badge',
          render: row =>
            row.components.length > 0 ? (
              <Chip tone="ochre">{say('bundle')}</Chip>
            ) : (
              <Chip>{say(row.kind)}</Chip>
            ),
        },
        { key: 'unit', title: say('unit'), phone: 'hidden', render: row => row.unit },
        { key: 'taxRate', title: say('taxRate'), numeric: true, render: row => `${row.taxRate}%` },
        {
          key: 'updated',
          title: say('updated'),
          sortable: true,
          phone: 'hidden',
          render: row => <RelativeTime at={row.updatedAt} />,
        },
      ]}
    >
      <ProductSheet
        product={editing === 'new' ? undefined : editing}
        open={editing !== undefined}
        onClose={() => setEditing(undefined)}
      />
    </ListPage>
  )
}
