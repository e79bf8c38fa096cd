import type { CSSProperties, ReactNode } from 'react'

const dots = (
  <g fill="currentColor" stroke="none">
    <circle cx="4.5" cy="10" r="1.4" />
    <circle cx="10" cy="10" r="1.4" />
    <circle cx="15.5" cy="10" r="1.4" />
  </g>
)

/** Line icons on a 20 px grid. A string is the path alone. */
const shapes = {
  today: 'M3.5 5.5h13v11h-13zM3.5 8.5h13M7 3.5v3M13 3.5v3M7.5 12.5l1.8 1.8 3.4-3.6',
  building: 'M4 16.5v-12h7v12M11 8.5h5v8M2.5 16.5h15M6.5 7.5h2M6.5 10.5h2M6.5 13.5h2',
  flow: (
    <>
      <circle cx="5" cy="5" r="2" />
      <circle cx="15" cy="10" r="2" />
      <circle cx="5" cy="15" r="2" />
      <path d="M7 5c4 0 3 5 6 5M7 15c4 0 3-5 6-5" />
    </>
  ),
  units: (
    <>
      <circle cx="10" cy="5" r="2.2" />
      <circle cx="4.8" cy="14" r="2.2" />
      <circle cx="15.2" cy="14" r="2.2" />
      <path d="M8.9 7 6 12M11.1 7 14 12M7 14h6" />
    </>
  ),
  sprout: 'M10 17v-6M10 11C10 7 7 5.5 3.5 5.5 3.5 9 6 11 10 11zM10 9c0-3 2.5-5 6.5-5 0 4-2.5 6-6.5 6',
  settings: (
    <>
      <path d="M3 6h8M15 6h2M3 14h2M9 14h8" />
      <circle cx="13" cy="6" r="2" />
      <circle cx="7" cy="14" r="2" />
    </>
  ),
  search: (
    <>
      <circle cx="9" cy="9" r="5.5" />
      <path d="m13.2 13.2 3.8 3.8" />
    </>
  ),
  bell: 'M5 13.5V9a5 5 0 0 1 10 0v4.5l1.2 1.5H3.8zM8.5 17h3',
  back: 'M12.5 4 6.5 10l6 6',
  next: 'm7.5 4.5 5.5 5.5-5.5 5.5',
  down: 'm5.5 8 4.5 4.5L14.5 8',
  close: 'm5 5 10 10M15 5 5 15',
  plus: 'M10 4v12M4 10h12',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  more: dots,
  filter: 'M3.5 5.5h13M6 10h8M8.5 14.5h3',
  list: (
    <>
      <path d="M7.5 5h9M7.5 10h9M7.5 15h9" />
      <g fill="currentColor" stroke="none">
        <circle cx="4" cy="5" r="1" />
        <circle cx="4" cy="10" r="1" />
        <circle cx="4" cy="15" r="1" />
      </g>
    </>
  ),
  eye: (
    <>
      <path d="M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5z" />
      <circle cx="10" cy="10" r="2.2" />
    </>
  ),
  document: 'M5.5 2.8h6l3.5 3.5v10.9h-9.5ZM11.3 2.9v3.6h3.6M8 10.2h4.5M8 13.2h4.5',
  forward: 'm11.5 4.5 5 4.7-5 4.7v-2.9c-4 0-6.3 1.1-8 4 .3-4.4 2.8-7.3 8-7.6Z',
  briefcase: 'M3.5 7h13v9h-13zM7.5 7V4.5h5V7M3.5 11h13',
  news: 'M3.5 4h10v12h-8.5a1.5 1.5 0 0 1-1.5-1.5ZM13.5 7.5h3v7a1.5 1.5 0 0 1-3 0ZM6.2 7.2h4.6M6.2 10h4.6M6.2 12.8h3',
  flag: 'M5 17V3.5M5 4h9l-2 3 2 3H5',
  phone:
    'M4.2 3.8h3l1.4 3.6-1.9 1.3a9.6 9.6 0 0 0 4.6 4.6l1.3-1.9 3.6 1.4v3c0 .5-.4.9-.9.9C9 16.4 3.6 11 3.3 4.7c0-.5.4-.9.9-.9Z',
  pin: (
    <>
      <path d="M10 17s5-4.6 5-8.5a5 5 0 0 0-10 0C5 12.4 10 17 10 17z" />
      <circle cx="10" cy="8.5" r="1.7" />
    </>
  ),
  cart: (
    <>
      <path d="M3 4h2l1.8 8.5h8L16.5 7H5.8" />
      <circle cx="8" cy="15.5" r="1.1" />
      <circle cx="14" cy="15.5" r="1.1" />
    </>
  ),
  ticket: 'M3 6h14v3a1.5 1.5 0 0 0 0 3v3H3v-3a1.5 1.5 0 0 0 0-3z',
  tally: 'M5 5v10M8.5 5v10M12 5v10M15.5 5v10M3.5 13.5l13-6',
  clock: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v4.2l2.6 1.6" />
    </>
  ),
  absent: (
    <>
      <circle cx="10" cy="10" r="6.5" strokeDasharray="2.6 2.5" />
      <path d="M10 6.8v3.4l2.2 1.3" />
    </>
  ),
  history: 'M4 6v3.5h3.5M4.3 9.5A6 6 0 1 1 5.5 14M10 7v3.5l2.3 1.3',
  split: 'M3 10h4M7 10c4 0 4-5 9-5M7 10c4 0 4 5 9 5',
  tag: (
    <>
      <path d="M3.5 4h6l7 7-5.5 5.5-7.5-7.5z" />
      <circle cx="7" cy="7.5" r=".8" />
    </>
  ),
  edit: 'M4 16l.8-3.4L13.4 4l2.6 2.6-8.6 8.6L4 16Zm7.6-10.2 2.6 2.6',
  undo: 'M7 4.5 3.5 8 7 11.5M4 8h7.5a4 4 0 0 1 0 8H8',
  play: 'M6.5 4.5v11l9-5.5z',
  download: 'M10 3.5v9M6.5 9.5l3.5 3.5 3.5-3.5M4 16.5h12',
  upload: 'M10 13V4M6.5 7 10 3.5 13.5 7M4 16.5h12',
  person: (
    <>
      <circle cx="10" cy="7" r="3" />
      <path d="M4 16.5c.6-3.3 3-5 6-5s5.4 1.7 6 5" />
    </>
  ),
  people: (
    <>
      <circle cx="7.5" cy="7.2" r="2.6" />
      <path d="M2.5 15.5c.5-2.9 2.4-4.4 5-4.4s4.5 1.5 5 4.400M12.8 5a2.3 2.3 0 0 1 0 4.400M14.3 11.400c1.8.4 2.9 1.7 3.2 4.1" />
    </>
  ),
  shield: 'M10 3 4.5 5v4.5c0 3.5 2.2 6 5.5 7.5 3.3-1.5 5.5-4 5.5-7.5V5zM7.5 10l1.8 1.8 3.4-3.5',
  chat: 'M3.5 4.5h13v9h-7L6 16.5v-3H3.5z',
  mail: 'M3 5h14v10.500H3zM3.5 5.5 10 11l6.5-5.5',
  bolt: 'M11 3 5 11.5h4.5L9 17l6-8.5h-4.5z',
  video: 'M3.5 5.5h9v9h-9zM12.5 9l4-2.5v7l-4-2.5',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l2.4-2.4a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.4 2.400a3 3 0 0 0 4.3 4.300l1-1',
  key: (
    <>
      <circle cx="7" cy="13" r="3" />
      <path d="m9.2 10.8 6.3-6.300M13 7l2.5 2.500M11 9l1.5 1.5" />
    </>
  ),
  sun: (
    <>
      <circle cx="10" cy="10" r="3.3" />
      <path d="M10 2.500v1.700M10 15.800v1.700M2.5 10h1.700M15.8 10h1.700M4.7 4.700l1.2 1.200M14.1 14.100l1.2 1.200M4.7 15.300l1.2-1.200M14.1 5.900l1.2-1.2" />
    </>
  ),
  moon: 'M16 12.200A6.7 6.7 0 0 1 7.8 4a6.7 6.7 0 1 0 8.2 8.200Z',
  screen: 'M3 4.500h14v9.500H3zM7.5 17h5M10 14v3',
  globe: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M3 10h14M10 3c2.2 2 3.2 4.3 3.2 7s-1 5-3.2 7c-2.2-2-3.2-4.3-3.2-7s1-5 3.2-7Z" />
    </>
  ),
  leave: 'M8.5 4H4v12h4.500M12 6.5 15.5 10 12 13.500M15 10H7.5',
  copy: 'M7 7h9.500v9.500H7zM13 7V3.500H3.500V13H7',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10.500h7.400L14.5 6M8.5 9v5M11.5 9v5',
  warn: 'M10 3.5 17.5 16.500h-15ZM10 8v4M10 14.300h.01',
  log: 'M5 3.500h10v13H5zM7.5 7h5M7.5 10h5M7.5 13h3',
  calendar: 'M3.5 5.500h13v11h-13zM3.5 8.500h13M7 3.500v3M13 3.500v3',
} satisfies Record<string, string | ReactNode>

export type IconName = keyof typeof shapes

/** A line icon in the colour of its text; decoration only, so it needs a text or a label beside it. */
export function Icon({ name, size = 20, style }: { name: IconName; size?: number; style?: CSSProperties }) {
  const shape = shapes[name]
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={style}
    >
      {typeof shape === 'string' ? <path d={shape} /> : shape}
    </svg>
  )
}

/** The sprout over two furrows. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" role="img" aria-label="Loam 沃土">
      <path
        d="M4 22c4-2.6 8-2.6 12 0s8 2.6 12 0M4 27c4-2.6 8-2.6 12 0s8 2.6 12 0"
        stroke="var(--accent)"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
      <path d="M16 18v-6" stroke="var(--primary)" strokeWidth="2.2" strokeLinecap="round" />
      <path d="M16 12.5C16 8 12.5 5.5 7.5 5.5c0 4.8 3 7.5 8.5 7z" fill="var(--primary)" />
      <path d="M16 10.5c0-4 3-6.5 8-6.5 0 4.5-2.8 7-8 6.5z" fill="var(--primary)" />
    </svg>
  )
}
