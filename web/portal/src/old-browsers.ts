// pdf.js's legacy build still expects browsers of 2023. This brings those of 2020 (WeChat's own, iOS 14) up to that.
import 'core-js/stable'

const scope = globalThis as Record<string, unknown> & typeof globalThis

// Holding on is a leak of a page's worth at most: readers close the tab.
scope.WeakRef ??= class<T extends WeakKey> {
  readonly [Symbol.toStringTag] = 'WeakRef'
  readonly #target: T
  constructor(target: T) {
    this.#target = target
  }
  deref(): T {
    return this.#target
  }
}

scope.FinalizationRegistry ??= class {
  readonly [Symbol.toStringTag] = 'FinalizationRegistry'
  register(): void {}
  unregister(): boolean {
    return false
  }
}

AbortSignal.any ??= signals => {
  const controller = new AbortController()
  for (const signal of signals) {
    if (signal.aborted) controller.abort()
    else signal.addEventListener('abort', () => controller.abort())
  }
  return controller.signal
}
