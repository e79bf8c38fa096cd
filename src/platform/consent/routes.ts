import { can, type Http } from '#platform/http/index.ts'
import * as api from './api.ts'
import type { Consent } from './service.ts'

export function consentRoutes(http: Http, consent: Consent): void {
  http.bind(api.listPurposes, can('consent.read'), ({ actor }) => consent.listPurposes(actor))
  http.bind(api.createPurpose, can('consent.manage'), ({ actor, body }) => consent.createPurpose(actor, body))
  http.bind(api.listNotices, can('consent.read'), ({ actor, params }) =>
    consent.listNotices(actor, params.purpose),
  )
  http.bind(api.publishNotice, can('consent.manage'), ({ actor, params, body }) =>
    consent.publishNotice(actor, params.purpose, body),
  )
  http.bind(api.listEntries, can('consent.read'), ({ actor, query }) => consent.listEntries(actor, query))
  http.bind(api.recordOffline, can('consent.manage'), ({ actor, body }) => {
    const { at, remark, ...choice } = body
    return consent.choose(actor, {
      ...choice,
      source: 'offline',
      ...(remark !== undefined && { remark }),
      ...(at !== undefined && { at: Date.parse(at) }),
    })
  })
  http.bind(api.readSubject, can('consent.read'), ({ actor, params }) =>
    consent.readSubject(actor, params.subject),
  )
  http.bind(api.readConsentSetting, can('consent.read'), ({ actor }) => consent.readSetting(actor))
  http.bind(api.changeConsentSetting, can('consent.manage'), ({ actor, body }) =>
    consent.changeSetting(actor, body),
  )
  http.bind(api.readHeld, can('consent.read'), ({ actor, query }) => consent.readHeld(actor, query.days))
}
