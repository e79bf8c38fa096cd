import { privateToo, robots, smtpMail, webhooks } from '#adapters/notify/index.ts'
import { type Crm, crmLive, crmRoutes, makeCrm } from '#crm/index.ts'
import type { Db } from '#db/connection.ts'
import type { DocumentModule } from '#decision/document/index.ts'
import type { Ingest } from '#decision/ingest/index.ts'
import type { Clock } from '#kernel/ports/clock.ts'
import type { EventLog } from '#kernel/ports/event-log.ts'
import { auditRoutes } from '#platform/audit/index.ts'
import { type Consent, consentRoutes, makeConsent } from '#platform/consent/index.ts'
import { type Http, makeHttp } from '#platform/http/index.ts'
import { type Auth, type Identity, identityRoutes, makeIdentity } from '#platform/identity/index.ts'
import { type Jobs, makeJobs } from '#platform/job/index.ts'
import { letterKept } from '#platform/letterbox/api.ts'
import { letterboxRoutes, makeLetterbox } from '#platform/letterbox/index.ts'
import { type Live, makeLive } from '#platform/live/index.ts'
import {
  makeDeliverer,
  makeNotify,
  makeNotifySettings,
  makeSealer,
  type Notify,
  notifyJobs,
  notifyRoutes,
} from '#platform/notify/index.ts'
import { makeOrg, orgRoutes } from '#platform/org/index.ts'
import { makeOutbox, type Outbox } from '#platform/outbox/index.ts'
import { settingRoutes } from '#platform/setting/index.ts'
import { wireAttribution } from './attribution.ts'
import { type Collaboration, wireCollaboration } from './collaboration.ts'
import type { Config } from './config.ts'
import { type Decisions, wireDecisions } from './decision.ts'
import { documentPages, isContact, wireDocuments } from './documents.ts'
import { wireIngest, wireLog } from './ingest.ts'
import { localRoutes, makeLocalAccess } from './local.ts'
import { operateRoutes } from './operate.ts'
import { sampleSignIns } from './sample/index.ts'
import { serveWeb } from './web.ts'

export interface WireOptions {
  config: Config
  db: Db
  /** Connection string of the owner, for pg-boss. */
  ownerUrl: string
  clock: Clock
  /** Signs cookies, view tokens and the like. */
  secret: string
  /** Lets commands on this machine act as the system. */
  localToken: string
}

export interface App {
  http: Http
  db: Db
  clock: Clock
  auth: Auth
  identity: Identity
  live: Live
  outbox: Outbox
  jobs: Jobs
  notify: Notify
  crm: Crm
  consent: Consent
  documents: DocumentModule
  /** The documents on another clock, for playing the past of the sample. */
  documentsAt(clock: Clock): DocumentModule
  decisions: Decisions
  collaboration: Collaboration
  /** Boards over journeys, and the behaviour lake under them. */
  attribution: ReturnType<typeof wireAttribution>
  eventLog: EventLog
  ingest: Ingest
  /** Without a mail server, keeps the sample's letters here for whoever tries it out. */
  keepLetters(): Promise<void>
  start(): Promise<void>
  /** Ends in order: no new requests, then what is under way, then the rest. */
  stop(): Promise<void>
}

/** Puts the modules together. The only place that knows them all. */
export function wire({ config, db, ownerUrl, clock, secret, localToken }: WireOptions): App {
  const sealer = makeSealer(secret)
  const letterbox = makeLetterbox({
    ...{ db, clock, sealer },
    otherwise: smtpMail(config.smtp),
    kept: workspaceId => live.push({ workspaceId, type: letterKept, data: {} }),
  })
  const { mail } = letterbox
  const people = makeIdentity({
    db,
    clock,
    mail,
    secret,
    publicUrl: config.publicUrl,
    oidc: config.oidc,
    outbox: { publish: (tx, event) => outbox.publish(tx, event), wake: () => outbox.wake() },
    closeScreens: userId => live.cut(userId),
  })
  const { auth, identity } = people
  const local = makeLocalAccess(localToken)
  const http = makeHttp({
    authenticate: async request => local.actorOf(request) ?? identity.authenticate(request),
    logLevel: config.logLevel,
    trustProxy: config.trustProxy,
  })
  const { log } = http.server
  const jobs = makeJobs(ownerUrl, error =>
    log.error({ name: error.name, message: error.message }, 'job queue'),
  )
  const outbox = makeOutbox(db, (error, event) =>
    log.error({ type: event.type, name: (error as Error).name }, 'hearer failed'),
  )
  const live = makeLive(http)

  identityRoutes(http, {
    ...people,
    sampleAccounts: () => sampleSignIns(config.home, identity.workspaces),
    mailKindOf: mail.kindOf,
    oidcName: config.oidc?.name ?? null,
    publicUrl: config.publicUrl,
  })
  localRoutes(http, local, identity.workspaces)
  auditRoutes(http, db)
  settingRoutes(http, db)
  orgRoutes(http, makeOrg({ db, endSessions: people.endSessions, closeScreens: live.cut }))

  operateRoutes({ ...{ http, db, live, local, identity, clock }, testClock: config.testClock })
  serveWeb(http)

  const crm = makeCrm({
    ...{ db, outbox, clock },
    kept: (tx, workspaceId, person) => collaboration.contract.kept(tx, workspaceId, person),
  })
  crmRoutes(http, crm)
  crmLive(outbox, live)

  const consent = makeConsent({ db, outbox, clock, isSubject: isContact })
  consentRoutes(http, consent)

  const eventLog = wireLog({ db, clock, http })
  const ingest = wireIngest(eventLog, {
    ...{ http, db, clock, outbox, live, consent, identity, crm },
    weightsOf: (workspaceId, accountId) => decisions.intent.weightsOf(workspaceId, accountId),
  })

  const base = config.robotBase
  const outside = {
    mail,
    robots: robots(clock, base === undefined ? {} : { wecom: base, dingtalk: base, feishu: base }),
    webhooks: webhooks(clock, config.webhookLocal ? { allowed: privateToo } : {}),
    sealer,
    linkBase: () => config.publicUrl ?? `http://localhost:${config.port}`,
  }
  const documentsAt = wireDocuments({
    ...{ http, db, outbox, live, mail, consent, secret },
    home: config.home,
    linkBase: outside.linkBase,
  })
  const documents = documentsAt(clock)
  documentPages(http, documents)
  const notify = makeNotify({ db, jobs, outbox, clock, mail: outside.mail })
  const deliverer = makeDeliverer({ db, jobs, outbox, clock, ...outside })
  notifyRoutes(http, notify, makeNotifySettings({ db, clock, ...outside }))
  letterboxRoutes(http, letterbox)
  outbox.hear('person.erased', async (tx, { workspaceId }) => letterbox.empty(tx, workspaceId))
  outbox.hear('workspace.removed', async (_tx, { workspaceId }) => letterbox.close(workspaceId))
  notifyJobs({ db, jobs, outbox, live, clock, deliverer })
  const decisions = wireDecisions({
    ...{ http, db, clock, outbox, live, jobs, consent, notify, crm },
    log: eventLog,
    home: config.home,
  })

  const attribution = wireAttribution({
    ...{ http, db, clock, outbox, jobs },
    log: eventLog,
    home: config.home,
    databaseUrl: ownerUrl,
  })

  const collaboration = wireCollaboration({
    ...{ http, db, clock, outbox, live, jobs, notify, documents, mail, secret },
    home: config.home,
    signing: config.signing,
    linkBase: outside.linkBase,
  })

  return {
    http,
    db,
    clock,
    auth,
    identity,
    live,
    outbox,
    jobs,
    notify,
    crm,
    consent,
    documents,
    documentsAt,
    decisions,
    collaboration,
    attribution,
    eventLog,
    ingest,
    keepLetters: async () => {
      if (config.smtp || !config.sample) return
      for (const { id, sample } of await identity.workspaces()) if (sample) letterbox.open(id)
    },
    start: async () => {
      await jobs.start()
      outbox.start()
      consent.start()
      ingest.start()
      await documents.start()
      await decisions.start()
      attribution.start()
    },
    stop: async () => {
      await http.server.close()
      await documents.stop()
      await decisions.stop()
      await collaboration.stop()
      await attribution.stop()
      await consent.stop()
      await outbox.stop()
      await ingest.stop()
      await eventLog.close()
      await jobs.stop()
      await auth.close()
    },
  }
}
