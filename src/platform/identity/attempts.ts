import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Db } from '#db/connection.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import { DAY, MINUTE } from '#kernel/time.ts'

const window = 15 * MINUTE
/** From one network, a person may mistype this often; a whole office shares an address, so others go on. */
const mostFromOnePlace = 10
/** From everywhere together: guessing spread over many addresses. */
const mostForAccount = 50

/** Counts attempts to sign in per account, so that nobody guesses a password; a right one clears what was counted. */
export function makeAttempts(db: Db, clock: Clock) {
  const keysOf = (email: string, address: string) => {
    const account = email.trim().toLowerCase()
    return [
      { key: hash(`account ${account}`), most: mostForAccount },
      { key: hash(`account ${account} from ${address}`), most: mostFromOnePlace },
    ]
  }
  return {
    /**
     * Counts one attempt, before the password is looked at: attempts sent at the same time count too.
     * @returns the seconds to wait if there were too many, else undefined
     */
    take: async (email: string, address: string): Promise<number | undefined> => {
      const now = clock.now()
      return db.outside(async tx => {
        let wait: number | undefined
        for (const { key, most } of keysOf(email, address)) {
          const counted = await tx.execute<{ count: number; since: Date }>(sql`
            insert into auth.attempt as a (key, count, since) values (${key}, 1, ${new Date(now)})
            on conflict (key) do update set
              count = case when a.since <= ${new Date(now - window)} then 1 else a.count + 1 end,
              since = case when a.since <= ${new Date(now - window)} then excluded.since else a.since end
            returning count, since`)
          const { count, since } = counted.rows[0]!
          if (count > most)
            wait = Math.max(wait ?? 1, Math.ceil((new Date(since).getTime() + window - now) / 1000))
        }
        await tx.execute(sql`delete from auth.attempt where since < ${new Date(now - DAY)}`)
        return wait
      })
    },

    /** The password was right: what was mistyped before counts no more. */
    clear: async (email: string, address: string): Promise<void> => {
      const keys = keysOf(email, address).map(({ key }) => key)
      await db.outside(tx =>
        tx.execute(sql`delete from auth.attempt where key = any(${sql.param(keys)}::text[])`),
      )
    },
  }
}

export type Attempts = ReturnType<typeof makeAttempts>

const hash = (text: string) => createHash('sha256').update(text).digest('base64url')
