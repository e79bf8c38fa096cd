import type { Lake } from '#kernel/ports/lake.ts'

/** The first message to the lake's process. */
export interface Start {
  folder: string
  databaseUrl: string
}

/** One call of the lake; answered once under its number. */
export interface Asked {
  number: number
  act: keyof Lake
  args: unknown[]
}

export interface Answered {
  number: number
  value?: unknown
  fault?: { name: string; message: string; code?: string }
}
