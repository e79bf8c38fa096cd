import { type DeliverDeps, type Deliverer, makeDeliverer } from './deliver.ts'
import { notifyJobs } from './jobs.ts'
import { notifyRoutes } from './routes.ts'
import { makeNotify, type Notification, type Notify } from './service.ts'
import { makeNotifySettings, type NotifySettings } from './settings.ts'

export type { Channel, NotificationKind } from './api.ts'
export { makeSealer, type Sealer } from './seal.ts'
export type { DeliverDeps, Deliverer, Notification, Notify, NotifySettings }
export { makeDeliverer, makeNotify, makeNotifySettings, notifyJobs, notifyRoutes }
