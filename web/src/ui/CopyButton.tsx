import { useState } from 'react'
import { useText } from '../app/i18n.ts'
import css from './CopyButton.module.css'
import { Icon } from './icons.tsx'
import { uiTexts } from './texts.ts'

/** A text one takes away: shown, copied by one tap, and it says so. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const say = useText(uiTexts)
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <button
      type="button"
      className={css.copy}
      onClick={() => void copy()}
      aria-label={`${say('copy')}: ${label ?? text}`}
    >
      <span>{label ?? text}</span>
      <Icon name={copied ? 'check' : 'copy'} size={14} />
      <span role="status">{copied ? say('copied') : ''}</span>
    </button>
  )
}

/** Copies also where the clipboard is closed to pages without https. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = Object.assign(document.createElement('textarea'), { value: text })
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
}
