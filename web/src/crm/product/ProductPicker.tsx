import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { productQuery, productsQuery } from './data.ts'

interface Props {
  value?: string | null
  onChange?: (id: string | null) => void
  label: string
  id?: string
}

/** Chooses a product by name, code or pinyin initials; the server searches. */
export function ProductPicker({ value, onChange, label, id }: Props) {
  const [text, setText] = useState('')
  const [q, setQ] = useState('')
  useEffect(() => {
    const wait = setTimeout(() => setQ(text.trim()), 200)
    return () => clearTimeout(wait)
  }, [text])
  const { data, isFetching } = useQuery(productsQuery({ size: 20, ...(q ? { q } : {}) }))
  const chosen = useQuery({ ...productQuery(value ?? ''), enabled: Boolean(value) })
  const found = (data?.items ?? []).map(item => ({ value: item.id, label: `${item.name} · ${item.code}` }))
  const missing = value && chosen.data && !found.some(option => option.value === value)
  const options = missing ? [{ value, label: `${chosen.data.name} · ${chosen.data.code}` }, ...found] : found
  return (
    <Select
      {...(id ? { id } : {})}
      showSearch={{ filterOption: false, onSearch: setText }}
      allowClear
      aria-label={label}
      placeholder={label}
      loading={isFetching}
      value={value ?? null}
      options={options}
      style={{ width: '100%' }}
      onChange={(next: string | null | undefined) => onChange?.(next ?? null)}
    />
  )
}
