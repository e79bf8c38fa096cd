/** Keeps files by key (`workspace/document/…`, of letters, digits, `-`, `_`, `.`; no `..`). */
export interface Blobs {
  /**
   * Stores a file whole or not at all, replacing an older one of that key.
   * @returns its bytes, or `too-large` when the content goes beyond `mostBytes` (nothing is kept then)
   * @throws when the store is full or away
   */
  put(key: string, content: AsyncIterable<Uint8Array>, mostBytes: number): Promise<number | 'too-large'>
  /** Bytes of a stored file, undefined if there is none. */
  size(key: string): Promise<number | undefined>
  /** The content from byte `from` to byte `to`, both included. */
  read(key: string, from?: number, to?: number): AsyncIterable<Uint8Array>
  /** A file on this machine with the content, for tools that need one. */
  local(key: string): Promise<string>
  /** Removes a file, or all files below a key (`workspace`); none is fine. */
  remove(key: string): Promise<void>
}
