import type { Id } from '#kernel/id.ts'
import { hashOfBytes } from '#lib/contract/index.ts'
import type { ContractPorts } from './ports.ts'

/** The token of a link: made of its id and the installation's secret, kept nowhere. */
export const tokenOf = ({ keyed }: Pick<ContractPorts, 'keyed'>, linkId: Id): string =>
  keyed(`contract-link ${linkId}`)

/** What a token is found by. */
export const tokenHashOf = (token: string): string => hashOfBytes(Buffer.from(token))

/** The address of the signing page behind a link. */
export const addressOf = (ports: Pick<ContractPorts, 'keyed' | 'linkBase'>, linkId: Id): string =>
  `${ports.linkBase()}/s/contract/${tokenOf(ports, linkId)}`
