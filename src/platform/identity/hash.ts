import { createHash } from 'node:crypto'

/** What is kept of a key or a link: enough to know it again, not enough to use it. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')
