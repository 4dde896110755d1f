import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { authorize, compilePolicies, parsePolicy } from '@daypass/policy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mappedGroups, SPELLING_CHOICES, spell } from '../testing/address-spelling.js'
import { notePeer, trustProxies } from './proxies.js'

const PROXY = '192.0.2.1'

function sourceOf(remoteAddress: string, forwarded?: string): string {
  const socket = { remoteAddress } as Socket
  notePeer(socket)
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return trustProxies([PROXY]).origin({ socket } as IncomingMessage, headers).sourceIp
}

/** Whether a Deny of this range denies a caller that has all other permissions. */
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

const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(0xffff) })
const choices = fc.array(fc.nat(100), { minLength: SPELLING_CHOICES, maxLength: SPELLING_CHOICES })

describe('a Deny of a range that contains an address', () => {
  it('denies it in every spelling, from the peer and from a trusted proxy: IPv4', () => {
    const octets = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(octets, fc.nat(32), choices, (numbers, prefix, chosen) => {
        const address = numbers.join('.')
        fc.pre(address !== PROXY)
        for (const source of everywhere(spell(mappedGroups(numbers), chosen)))
          expect([source, isDenied(`${address}/${prefix}`, source)]).toEqual([address, true])
      }),
    )
  })

  it('denies it in every spelling, or the request is rejected: IPv6', () => {
    const groups = fc.array(group, { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(groups, fc.nat(128), choices, (numbers, prefix, chosen) => {
        const range = `${numbers.map((one) => one.toString(16)).join(':')}/${prefix}`
        const isIpv4 = numbers.slice(0, 5).every((one) => one === 0) && numbers[5] === 0xffff
        fc.pre(!isIpv4)
        for (const source of everywhere(spell(numbers, chosen))) expect(source === '' || isDenied(range, source)).toBe(true)
      }),
    )
  })
})
