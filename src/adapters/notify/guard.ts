import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Which addresses a user-given URL may lead to beyond the public ones. */
export interface Allowed {
  /** Plain http as well as https. */
  http: boolean
  /** Networks in CIDR notation that are open although private, e.g. `10.1.0.0/16`. */
  networks: readonly string[]
}

/** Thrown (as the socket's error) when a name leads to an address inside. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress'
}

// Azure answers platform secrets at this public-looking address.
const publicButInside = new Set(['168.63.129.16'])
const globalUnicast6 = ipaddr.parseCIDR('2000::/3')

/**
 * Whether an IP address is a public one: no private, loopback, link-local, carrier-grade NAT, multicast, reserved,
 * metadata or tunnelled range; IPv4 inside IPv6 is judged as IPv4.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const ip = ipaddr.process(address.split('%')[0] ?? '')
  if (ip.range() !== 'unicast' || publicButInside.has(ip.toString())) return false
  return ip.kind() === 'ipv4' || ip.match(globalUnicast6)
}

/** Whether an address may be called: public, or in an allowed network. */
export function mayCall(address: string, allowed: Allowed): boolean {
  if (isPublicAddress(address)) return true
  if (!ipaddr.isValid(address)) return false
  const ip = ipaddr.process(address.split('%')[0] ?? '')
  return allowed.networks.some(network => {
    const cidr = ipaddr.parseCIDR(network)
    return cidr[0].kind() === ip.kind() && ip.match(cidr)
  })
}

/** A URL's host without IPv6 brackets, when it is an address and not a name. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(host) ? host : undefined
}

/** Node's own resolver, in the shape that `guardedLookup` wraps; tests put a lying one here. */
export type Resolver = (
  host: string,
  answer: (error: Error | null, addresses: { address: string; family: number }[]) => void,
) => void

const resolveBySystem: Resolver = (host, answer) => systemLookup(host, { all: true }, answer)

/**
 * A `lookup` for one connection: the very addresses that the socket will use are checked, so a name that changes its
 * answer between a check and the connection (DNS rebinding) gains nothing. One forbidden answer forbids the name.
 */
export function guardedLookup(allowed: Allowed, resolve: Resolver = resolveBySystem): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, addresses) => {
      if (error) return callback(error, '')
      const bad = addresses.some(({ address }) => !mayCall(address, allowed))
      const first = addresses[0]
      if (bad || !first) return callback(new ForbiddenAddress(host), '')
      if (options.all) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}
