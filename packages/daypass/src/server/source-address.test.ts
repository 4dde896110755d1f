import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { authorize, compilePolicies, parsePolicy } from '@daypass/policy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ipv4Octets, ipv6Groups, mappedGroups, spellingOf } from '../testing/address-spelling.js'
import { notePeer, trustProxies } from './proxies.js'

const PROXY = '192.0.2.1'

function sourceOf(remoteAddress: string, forwarded?: string): string {
  const socket = { remoteAddress } as Socket
  notePeer(socket)
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return trustProxies([PROXY]).origin({ socket } as IncomingMessage, headers).sourceIp
}

/** Whether a Deny of this range denies a caller who may do everything else. */
function isDenied(range: string, sourceIp: string): boolean {
  const Statement = [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: '*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': range } } },
  ]
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity')
  if (!parsed.ok) throw new Error(parsed.problems[0]?.detail)
  const decision = authorize({
    principal: { kind: 'user', account: '111122223333', arn: 'arn:aws:iam::111122223333:user/alice' },
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
    resourceAccount: '111122223333',
    context: new Map([['aws:sourceip', sourceIp]]),
    policies: { identity: compilePolicies([{ name: 'p', policy: parsed.policy }]) },
  })
  return decision.outcome === 'explicitDeny'
}

const everywhere = (text: string): string[] => [
  sourceOf(text),
  sourceOf(PROXY, text),
  sourceOf(PROXY, `[${text}]:443`),
  sourceOf('::ffff:192.0.2.1', `198.51.100.7, ${text}`),
]

describe('a Deny of the range that an address lies in', () => {
  it('denies it in every spelling, from the peer and from a trusted proxy: IPv4', () => {
    const cases = fc
      .tuple(ipv4Octets, fc.nat(32))
      .chain(([octets, prefix]) => fc.tuple(fc.constant([octets, prefix] as const), spellingOf(mappedGroups(octets))))
    fc.assert(
      fc.property(cases, ([[octets, prefix], spelling]) => {
        const address = octets.join('.')
        fc.pre(address !== PROXY)
        for (const source of everywhere(spelling)) expect([source, isDenied(`${address}/${prefix}`, source)]).toEqual([address, true])
      }),
    )
  })

  it('denies it in every spelling, or nobody is served: IPv6', () => {
    const cases = fc
      .tuple(ipv6Groups, fc.nat(128))
      .chain(([groups, prefix]) => fc.tuple(fc.constant([groups, prefix] as const), spellingOf(groups)))
    fc.assert(
      fc.property(cases, ([[groups, prefix], spelling]) => {
        const range = `${groups.map((group) => group.toString(16)).join(':')}/${prefix}`
        for (const source of everywhere(spelling)) expect(source === '' || source.includes('.') || isDenied(range, source)).toBe(true)
      }),
    )
  })
})
