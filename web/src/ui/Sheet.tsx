import { Drawer } from 'antd'
import type { ReactNode } from 'react'
import { useText } from '../app/i18n.ts'
import { usePhone } from '../theme/preferences.ts'
import { Icon } from './icons.tsx'
import css from './Sheet.module.css'
import { uiTexts } from './texts.ts'

const tallest = 'calc(100dvh - 48px)'

/** Where the reader was on the page itself: menus that open a sheet are gone when it closes. */
let onPage: HTMLElement | undefined
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && !target.closest('.ant-dropdown, .ant-drawer, .ant-modal-root'))
    onPage = target
})

function goBack(): void {
  if (document.activeElement === document.body) onPage?.focus({ preventScroll: true })
}

interface Props {
  open: boolean
  onClose: () => void
  title: string
  subtitle?: string
  children: ReactNode
  /** Stays at the bottom while the content scrolls. */
  footer?: ReactNode
  /** Width on the desktop, px. */
  width?: number
}

/** A sheet: from below on the phone, from the right on the desktop. Esc and the ground behind close it. */
export function Sheet({ open, onClose, title, subtitle, children, footer, width = 440 }: Props) {
  const phone = usePhone()
  return (
    <Drawer
      open={open}
      onClose={onClose}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? 'auto' : width}
      closable={false}
      destroyOnHidden
      afterOpenChange={isOpen => !isOpen && goBack()}
      classNames={{
        section: (phone ? css.below : css.beside) ?? '',
        body: css.body ?? '',
        mask: css.mask ?? '',
      }}
      styles={{
        wrapper: phone ? { maxHeight: tallest } : {},
        section: phone ? { maxHeight: tallest } : {},
        body: { padding: '0 16px', display: 'flex', flexDirection: 'column' },
      }}
      aria-label={title}
    >
      {phone && <div className={css.grab} />}
      <SheetHead title={title} {...(subtitle === undefined ? {} : { subtitle })} onClose={onClose} />
      <div className={css.content}>{children}</div>
      {footer && <div className={css.footer}>{footer}</div>}
    </Drawer>
  )
}

/** Title, quiet line and the cross; also for sheets that are drawn inside a page. */
export function SheetHead({
  title,
  subtitle,
  onClose,
}: {
  title: string
  subtitle?: string
  onClose: () => void
}) {
  const say = useText(uiTexts)
  return (
    <div className={css.head}>
      <div>
        <h2>{title}</h2>
        {subtitle && <p className="num">{subtitle}</p>}
      </div>
      <button type="button" className={css.close} aria-label={say('close')} onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  )
}
