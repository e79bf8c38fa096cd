import { useEffect, useRef } from 'react'

interface Keys {
  digit: (n: number) => void
  enter: () => void
  escape: () => void
  undo: () => void
}

/** Keys of the page: digits, Enter, Esc and U; none while somebody types or a sheet is open. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      const target = event.target as HTMLElement
      const typing = target.closest('input, textarea, [contenteditable], [role=dialog]') !== null
      if (typing && event.key === 'Enter' && target.closest('textarea') === null) latest.current.enter()
      if (typing) return
      // A focused button takes Enter itself.
      if (event.key === 'Enter' && target.closest('button, a') === null) latest.current.enter()
      if (event.key === 'Escape') latest.current.escape()
      if (event.key.toLowerCase() === 'u') latest.current.undo()
      if (/^[1-9]$/.test(event.key)) latest.current.digit(Number(event.key))
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
