import type { LocalText } from '#kernel/error.ts'
import { parseDuration } from './duration.ts'
import type { Fault } from './types.ts'

/** Gathers the faults of one strategy while it is checked. Paths are built from where the checker stands. */
export class Faults {
  readonly faults: Fault[] = []
  readonly warnings: Fault[] = []
  strategy: string | undefined

  add(path: string, zh: string, en: string): void {
    this.faults.push(this.make(path, { 'zh-CN': zh, en }))
  }

  addText(path: string, message: LocalText): void {
    this.faults.push(this.make(path, message))
  }

  warn(path: string, zh: string, en: string): void {
    this.warnings.push(this.make(path, { 'zh-CN': zh, en }))
  }

  private make(path: string, message: LocalText): Fault {
    return this.strategy === undefined ? { path, message } : { strategy: this.strategy, path, message }
  }

  /** The value as a record, its fields checked against the allowed ones; undefined, with a fault, otherwise. */
  record(
    value: unknown,
    path: string,
    required: readonly string[],
    optional: readonly string[] = [],
  ): Record<string, unknown> | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add(path, '应是一个对象', 'This must be an object')
      return undefined
    }
    const record = value as Record<string, unknown>
    for (const name of Object.keys(record)) {
      if (!required.includes(name) && !optional.includes(name)) this.unknownField(join(path, name), name)
    }
    for (const name of required) {
      if (record[name] === undefined) this.add(join(path, name), `缺少 ${name}`, `${name} is missing`)
    }
    return record
  }

  private unknownField(path: string, name: string): void {
    this.add(path, `没有名为 ${name} 的字段`, `There is no field ${name} here`)
  }

  text(value: unknown, path: string): value is string {
    const ok = typeof value === 'string' && value !== ''
    if (!ok) this.add(path, '应是非空字符串', 'This must be a text that is not empty')
    return ok
  }

  oneOf(value: unknown, path: string, allowed: readonly string[]): void {
    if (typeof value === 'string' && allowed.includes(value)) return
    const list = allowed.join(', ')
    this.add(path, `应是以下之一：${list}`, `This must be one of ${list}`)
  }

  /** A list whose items are checked one by one. */
  list(value: unknown, path: string, check: (item: unknown, path: string) => void): void {
    if (!Array.isArray(value)) {
      this.add(path, '应是一个列表', 'This must be a list')
      return
    }
    for (const [index, item] of value.entries()) check(item, `${path}[${index}]`)
  }
}

/** `path.name`, without a leading dot. */
export function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** Checks a duration and gives its milliseconds. */
export function checkDuration(value: unknown, path: string, faults: Faults): number | undefined {
  const ms = typeof value === 'string' ? parseDuration(value) : undefined
  if (ms === undefined) {
    faults.add(
      path,
      '应是大于零的时长，例如 500ms、30s、15m、12h、7d、2w，且到毫秒为止',
      'This must be a duration greater than zero, like 500ms, 30s, 15m, 12h, 7d or 2w, whole in milliseconds',
    )
  }
  return ms
}
