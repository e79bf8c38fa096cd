import type { Id } from '#kernel/id.ts'
import type { Robot, SendOutcome } from '#kernel/ports/channel.ts'
import type { WebhookPort } from '#kernel/ports/webhook.ts'
import type { Sealer } from './seal.ts'
import type { DeliveryRow, EndpointRow, RobotRow } from './store.ts'

/** What a sealed text is bound to. */
export const sealPlace = (workspaceId: Id, id: Id, field: 'token' | 'secret') =>
  `${workspaceId}/${id}/${field}`

/** A stored robot as the port wants it, its secrets opened. */
export function openRobot(sealer: Sealer, row: RobotRow): Robot {
  return {
    kind: row.kind,
    token: sealer.open(row.token, sealPlace(row.workspaceId, row.id, 'token')),
    ...(row.secret ? { secret: sealer.open(row.secret, sealPlace(row.workspaceId, row.id, 'secret')) } : {}),
    format: row.format,
  }
}

/** Calls an endpoint with one stored delivery, whose id is the webhook's. */
export async function callEndpoint(
  { webhooks, sealer }: { webhooks: WebhookPort; sealer: Sealer },
  endpoint: EndpointRow,
  { id, message }: Pick<DeliveryRow, 'id' | 'message'>,
): Promise<SendOutcome & { carried: number }> {
  const secret = sealer.open(endpoint.secret, sealPlace(endpoint.workspaceId, endpoint.id, 'secret'))
  const outcome = await webhooks.send({ id, url: endpoint.url, secret, body: JSON.stringify(message) })
  return { ...outcome, carried: 1 }
}
