import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { approvalChanged, approvalRoutes, type CaseStatus } from '#collaboration/approval/api.ts'
import type { Subject } from '#collaboration/mandate/api.ts'
import { call } from '../../../app/http.ts'
import { refetchOn } from '../../../app/live.ts'
import type { ChipTone } from '../../../ui/Badge.tsx'

export const approvalsKey = ['approvals']

export type Box = 'waiting' | 'asked' | 'all'

export const listQuery = (box: Box, page: number) =>
  queryOptions({
    queryKey: [...approvalsKey, 'list', box, page],
    queryFn: () => call(approvalRoutes.list, { query: { box, page } }),
    placeholderData: keepPreviousData,
  })

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: [...approvalsKey, 'one', id],
    queryFn: () => call(approvalRoutes.read, { params: { id } }),
  })

/** How approval stands for a quote or contract. */
export const standingQuery = (subject: Subject, id: string) =>
  queryOptions({
    queryKey: [...approvalsKey, 'of', subject, id],
    queryFn: () => call(approvalRoutes.standing, { params: { subject, id } }),
  })

export const flowQuery = (subject: Subject) =>
  queryOptions({
    queryKey: ['approval-flow', subject],
    queryFn: () => call(approvalRoutes.flow, { params: { subject } }),
  })

export const flowVersionQuery = (subject: Subject, version: number) =>
  queryOptions({
    queryKey: ['approval-flow', subject, version],
    queryFn: () => call(approvalRoutes.flowVersion, { params: { subject, version } }),
    staleTime: Number.POSITIVE_INFINITY,
  })

refetchOn(approvalChanged, approvalsKey)
refetchOn('quote.changed', [...approvalsKey, 'of'])
refetchOn('mandate.changed', approvalsKey)

export const statusTones: Record<CaseStatus, ChipTone> = {
  open: 'ochre',
  blocked: 'red',
  returned: 'blue',
  approved: 'green',
  rejected: 'red',
  withdrawn: 'plain',
  voided: 'plain',
}
