import type { Progress } from './context.ts'

const onTerminalMs = 200
const inLogMs = 5_000

/**
 * Shows how far something has come: on a terminal one line that is written over, elsewhere a line every few seconds.
 * @param total how many there are in all, where that is known
 */
export function makeProgress(
  stream: NodeJS.WriteStream,
  label: string,
  total?: number,
  now: () => number = () => performance.now(),
): Progress {
  const began = now()
  const every = stream.isTTY ? onTerminalMs : inLogMs
  let count = 0
  let shown = began
  const show = (isLast: boolean) => {
    shown = now()
    const line = progressLine(label, count, (shown - began) / 1000, total)
    stream.write(stream.isTTY ? `\r${line}\u001b[K${isLast ? '\n' : ''}` : `${line}\n`)
  }
  return {
    add: n => {
      count += n
      if (now() - shown >= every) show(false)
    },
    done: () => show(true),
  }
}

/** `Importing 12,000 / 100,000 · 8,300/s · 11 s left` */
export function progressLine(label: string, count: number, seconds: number, total?: number): string {
  const rate = seconds > 0 ? count / seconds : 0
  const parts = [`${label} ${group(count)}${total === undefined ? '' : ` / ${group(total)}`}`]
  if (rate > 0) parts.push(`${group(rate >= 10 ? Math.round(rate) : Number(rate.toFixed(1)))}/s`)
  if (total !== undefined && rate > 0 && count < total) parts.push(`${duration((total - count) / rate)} left`)
  if (total === undefined || count >= total) parts.push(duration(seconds))
  return parts.join(' · ')
}

const group = (n: number) => n.toLocaleString('en-US')

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`
}
