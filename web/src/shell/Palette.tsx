import { Modal } from 'antd'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { useText } from '../app/i18n.ts'
import type { Screen } from '../app/screen.ts'
import { useGo } from '../app/url-state.ts'
import { Icon } from '../ui/icons.tsx'
import { EmptyState } from '../ui/States.tsx'
import css from './Palette.module.css'
import { type Found, searchAll } from './palette-sources.ts'
import { shellTexts } from './texts.ts'

const Opened = createContext({ isOpen: false, open: () => {}, close: () => {} })
export const usePalette = () => useContext(Opened)

/** Holds whether the palette is open; Ctrl/⌘-K opens and closes it from anywhere. */
export function PaletteProvider({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  const value = useMemo(() => ({ isOpen, open: () => setOpen(true), close: () => setOpen(false) }), [isOpen])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      setOpen(before => !before)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return <Opened value={value}>{children}</Opened>
}

/** Search over pages and records; arrows move, Enter goes. */
export function Palette({ screens }: { screens: Screen[] }) {
  const { isOpen, close } = usePalette()
  return (
    <Modal
      open={isOpen}
      onCancel={close}
      footer={null}
      closable={false}
      width={560}
      destroyOnHidden
      style={{ top: 80 }}
      styles={{ container: { padding: 0 } }}
    >
      <PaletteBody screens={screens} onDone={close} />
    </Modal>
  )
}

function PaletteBody({ screens, onDone }: { screens: Screen[]; onDone: () => void }) {
  const say = useText(shellTexts)
  const go = useGo()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const pages = usePages(screens, text)
  const records = useRecords(text)
  const found = [...pages, ...records]
  const open = (item: Found) => {
    onDone()
    void go(item.to)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setChosen(before => (before + step + found.length) % Math.max(1, found.length))
    }
    const item = found[chosen]
    if (event.key === 'Enter' && item) open(item)
  }
  return (
    <div className={css.palette}>
      <label className={css.field}>
        <Icon name="search" />
        <input
          // biome-ignore lint/a11y/noAutofocus: one opened it to type
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-found"
          aria-activedescendant={found[chosen] ? `found-${chosen}` : undefined}
          aria-label={say('findLabel')}
          placeholder={say('findHint')}
          value={text}
          onChange={event => {
            setText(event.target.value)
            setChosen(0)
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </label>
      <FoundList found={found} chosen={chosen} onGo={open} onPoint={setChosen} />
      {text && found.length === 0 && (
        <EmptyState icon="search" title={say('nothingFound', { text })} hint={say('nothingFoundHint')} />
      )}
    </div>
  )
}

interface ListProps {
  found: Found[]
  chosen: number
  onGo: (item: Found) => void
  onPoint: (index: number) => void
}

function FoundList({ found, chosen, onGo, onPoint }: ListProps) {
  const say = useText(shellTexts)
  return (
    <div id="palette-found" role="listbox" aria-label={say('findLabel')} className={css.list}>
      {found.map((item, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field, which keeps the focus
        <div
          key={item.to + item.title}
          id={`found-${i}`}
          role="option"
          tabIndex={-1}
          aria-selected={i === chosen}
          className={css.item}
          onClick={() => onGo(item)}
          onMouseMove={() => onPoint(i)}
        >
          <Icon name={item.icon} size={18} />
          <span className="clip">{item.title}</span>
          {item.detail && <small className="clip">{item.detail}</small>}
        </div>
      ))}
    </div>
  )
}

function usePages(screens: Screen[], text: string): Found[] {
  const say = useText(shellTexts)
  const wanted = text.trim().toLowerCase()
  const named = screens.flatMap(screen => {
    const key = screen.tab ?? screen.phone?.text
    return key
      ? [
          {
            to: screen.path,
            title: say(key),
            icon: screen.phone?.icon ?? ('next' as const),
            detail: say('go'),
          },
        ]
      : []
  })
  return named.filter(page => page.title.toLowerCase().includes(wanted)).slice(0, 8)
}

function useRecords(text: string): Found[] {
  const [found, setFound] = useState<Found[]>([])
  useEffect(() => {
    const wanted = text.trim()
    if (!wanted) return setFound([])
    const stop = new AbortController()
    const wait = setTimeout(() => {
      void searchAll(wanted, stop.signal).then(list => {
        if (!stop.signal.aborted) setFound(list)
      })
    }, 150)
    return () => {
      clearTimeout(wait)
      stop.abort()
    }
  }, [text])
  return found
}
