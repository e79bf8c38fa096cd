import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { listPriceBooks, listProducts, readProduct } from '#crm/product/api.ts'
import { call } from '../../app/http.ts'

export const productsQuery = (query: z.input<typeof listProducts.query>) =>
  queryOptions({
    queryKey: ['products', query],
    queryFn: ({ signal }) => call(listProducts, { query }, { signal }),
    placeholderData: keepPreviousData,
  })

export const productQuery = (id: string) =>
  queryOptions({ queryKey: ['product', id], queryFn: () => call(readProduct, { params: { id } }) })

export const booksQuery = queryOptions({
  queryKey: ['price-books'],
  queryFn: () => call(listPriceBooks),
  staleTime: 60_000,
})
