import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { accountsQuery } from './data.ts'

interface Props {
  value?: string | null
  onChange?: (id: string | null, name: string) => void
  /** What the chosen id is called before anything has been looked for. */
  shown?: string
  label: string
  id?: string
}

/** Chooses an account by any part of its name, pinyin or code; the server searches. */
export function AccountPicker({ value, onChange, shown, label, id }: Props) {
  const [text, setText] = useState('')
  const [q, setQ] = useState('')
  useEffect(() => {
    const wait = setTimeout(() => setQ(text.trim()), 250)
    return () => clearTimeout(wait)
  }, [text])
  const { data, isFetching } = useQuery(accountsQuery({ size: 12, ...(q ? { q } : { sort: 'activity' }) }))
  const found = (data?.items ?? []).map(account => ({ value: account.id, label: account.name }))
  const options =
    value && shown && !found.some(option => option.value === value)
      ? [{ value, label: shown }, ...found]
      : found
  return (
    <Select
      {...(id ? { id } : {})}
      showSearch={{ filterOption: false, onSearch: setText }}
      allowClear
      aria-label={label}
      loading={isFetching}
      value={value ?? null}
      options={options}
      onChange={(next: string | null | undefined) =>
        onChange?.(next ?? null, options.find(option => option.value === next)?.label ?? '')
      }
    />
  )
}
