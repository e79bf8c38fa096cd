/** What the viewer remembers on this device; a browser that forbids storage only forgets sooner. */
const prefix = 'loam.reader.'

/** Reads a remembered value, or undefined. */
export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(prefix + name) ?? sessionStorage.getItem(prefix + name) ?? undefined
  } catch {
    return undefined
  }
}

/** Remembers a value: `forever` on this device, else until the browser's tab closes. */
export function remember(name: string, value: string, forever: boolean): void {
  try {
    localStorage.removeItem(prefix + name)
    ;(forever ? localStorage : sessionStorage).setItem(prefix + name, value)
  } catch {
    // Private browsing without storage: each opening is then a new visitor.
  }
}
