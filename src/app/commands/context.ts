import type { Readable } from 'node:stream'
import type { Command } from 'commander'
import type { Id } from '#kernel/id.ts'
import type { Part, Route } from '#kernel/route.ts'
import type { Config } from '../config.ts'
import type { WorkspaceLine } from '../local-api.ts'

/** How far something long has come, on standard error: count, rate and, where the total is known, time left. */
export interface Progress {
  /** `n` more are through. */
  add(n: number): void
  /** Writes the last state and ends the line. */
  done(): void
}

export interface Sent {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  headers?: Record<string, string>
  body?: string | Buffer | Readable
}

/** The parts of a route that are sent. */
export type Input<R extends Route> = {
  [K in 'params' | 'query' | 'body' as R extends Record<K, unknown> ? K : never]: unknown
}

/**
 * What a command is given. Commands speak the server's own routes: `call` and `fetch` reach the running server if
 * there is one on the data folder, else they open the data folder in this process. Either way they act as the
 * system (`systemActor`), in the workspace that `--workspace` names.
 */
export interface CommandContext {
  config: Config
  /** Absolute path of a file named on the command line; relative ones start where the command was called. */
  path(name: string): string
  /** One of two texts, by the language of the terminal. */
  text(zh: string, en: string): string
  /** Writes the result, the only thing on standard output: `data` as JSON with `--json`, else `text`. */
  print(data: unknown, text: string): void
  /** Writes a piece of a long result (NDJSON lines, a file) to standard output, waiting for a slow reader. */
  write(chunk: string | Uint8Array): Promise<void>
  /** Says something to the person, on standard error. */
  note(text: string): void
  progress(label: string, total?: number): Progress
  /** Asks yes or no on the terminal. Without a terminal the answer is `otherwise`. */
  confirm(question: string, otherwise: boolean): Promise<boolean>
  /** Every workspace of the installation. */
  workspaces(): Promise<WorkspaceLine[]>
  /** What follows is done in this workspace, whatever `--workspace` says. */
  inWorkspace(id: Id): void
  /** Calls a route and returns its checked answer. @throws Error with the server's message */
  call<R extends Route>(route: R, input?: Partial<Input<R>>): Promise<Part<R, 'answer'>>
  /** Sends a request as it is, for streams and files; the answer's status is the caller's to look at. */
  fetch(path: string, sent?: Sent): Promise<Response>
  /** The same for routes that belong to no workspace. */
  fetchAnywhere(path: string, sent?: Sent): Promise<Response>
}

/** What a file in this folder exports. Actions that throw end the program with status 1 and the message on standard error. */
export type Register = (program: Command, context: CommandContext) => void
