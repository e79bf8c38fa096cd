import { join } from 'node:path'
import { movableClock, systemClock } from '#adapters/clock.ts'
import { startEmbedded } from '#adapters/postgres/embedded.ts'
import { connect } from '#db/connection.ts'
import { migrate } from '#db/migrate.ts'
import type { Config } from './config.ts'
import { keptSecret, takeHome } from './home.ts'
import { type App, wire } from './wire.ts'

export interface Opened {
  app: App
  /** Lets commands on this machine in; kept in the data folder's note. */
  token: string
  /** Tells commands and other starters where the server listens. */
  announce(url: string): void
  close(): Promise<void>
}

/**
 * Takes the data folder, brings its database up and puts the modules together. Nothing runs by itself until `app.start`.
 * @throws if another process holds the folder, or the database can't be brought up
 */
export async function openHome(config: Config): Promise<Opened> {
  const home = takeHome(config.home)
  try {
    const database =
      config.databaseUrl === undefined ? await startEmbedded({ folder: join(config.home, 'db') }) : undefined
    const url = config.databaseUrl ?? database!.url
    await migrate(url)
    const db = connect(url, { max: 16 })
    const app = wire({
      config,
      db,
      ownerUrl: url,
      clock: config.testClock ? movableClock() : systemClock,
      secret: keptSecret(config.home, 'secret'),
      localToken: home.note.token,
    })
    return {
      app,
      token: home.note.token,
      announce: home.announce,
      close: async () => {
        await app.stop()
        await db.close()
        await database?.stop()
        home.release()
      },
    }
  } catch (error) {
    home.release()
    throw error
  }
}
