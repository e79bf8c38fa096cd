import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Validation, validateStrategy } from '#decision/strategy/api.ts'
import { call } from '../../../app/http.ts'
import { type Doc, printDoc } from './doc.ts'

const none: Validation = { ok: false, faults: [], warnings: [] }

/** What the server finds wrong with a document, a moment after one stops typing. */
export function useChecked(doc: Doc): { validation: Validation; checking: boolean } {
  const [settled, setSettled] = useState(doc)
  useEffect(() => {
    const wait = setTimeout(() => setSettled(doc), 350)
    return () => clearTimeout(wait)
  }, [doc])
  const { data, isFetching } = useQuery({
    queryKey: ['strategy-check', printDoc(settled)],
    queryFn: ({ signal }) => call(validateStrategy, { body: { definition: settled } }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return { validation: data ?? none, checking: isFetching || settled !== doc || !data }
}
