import { Button, Input, Select } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useText } from '../app/i18n.ts'
import css from './FilterBar.module.css'
import { Icon } from './icons.tsx'
import { uiTexts } from './texts.ts'

export interface Filter {
  key: string
  label: string
  options: { value: string; label: string }[]
  multiple?: boolean
}

interface Props {
  search?: string
  onSearch?: (text: string) => void
  placeholder?: string
  filters?: Filter[]
  /** Chosen values by filter key. */
  values?: Record<string, string[]>
  onValues?: (values: Record<string, string[]>) => void
  /** Buttons at the right. */
  actions?: ReactNode
}

/** Search and filters above a list. Typing waits 250 ms before it asks. */
export function FilterBar({
  search = '',
  onSearch,
  placeholder,
  filters = [],
  values = {},
  onValues,
  actions,
}: Props) {
  const say = useText(uiTexts)
  const any = Object.values(values).some(chosen => chosen.length > 0)
  return (
    <search className={css.bar}>
      {onSearch && <Search value={search} onSearch={onSearch} placeholder={placeholder ?? say('search')} />}
      {filters.map(filter => (
        <Select
          key={filter.key}
          allowClear
          {...(filter.multiple ? { mode: 'multiple' as const } : {})}
          maxTagCount="responsive"
          className={css.filter ?? ''}
          aria-label={filter.label}
          placeholder={filter.label}
          options={filter.options}
          popupMatchSelectWidth={false}
          value={filter.multiple ? (values[filter.key] ?? []) : (values[filter.key]?.[0] ?? null)}
          onChange={(chosen: string | string[] | null) =>
            onValues?.({ ...values, [filter.key]: chosen == null ? [] : [chosen].flat() })
          }
        />
      ))}
      {any && (
        <Button type="text" onClick={() => onValues?.({})}>
          {say('clear')}
        </Button>
      )}
      {actions && <div className={css.actions}>{actions}</div>}
    </search>
  )
}

function Search({
  value,
  onSearch,
  placeholder,
}: {
  value: string
  onSearch: (text: string) => void
  placeholder: string
}) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const wait = setTimeout(() => onSearch(text), 250)
    return () => clearTimeout(wait)
  }, [text, value, onSearch])
  return (
    <Input
      className={css.search ?? ''}
      allowClear
      prefix={<Icon name="search" size={16} />}
      placeholder={placeholder}
      aria-label={placeholder}
      value={text}
      onChange={event => setText(event.target.value)}
      onPressEnter={() => onSearch(text)}
    />
  )
}
