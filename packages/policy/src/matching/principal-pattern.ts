import type { PrincipalEntry } from '../document/policy.js'
import { splitArn } from './arn.js'

/** One parsed entry of `Principal` or `NotPrincipal`. */
export type PrincipalPattern =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'account'; readonly account: string; readonly partition?: string }
  | { readonly kind: NamedPrincipal; readonly name: string }

/** `id` is a unique id, into which AWS converts user and role ARNs when a trust policy is saved. */
export type NamedPrincipal = 'user' | 'role' | 'session' | 'federated-user' | 'id' | 'service' | 'provider' | 'canonical-user'

const ACCOUNT = /^[0-9]{12}$/
const UNIQUE_ID = /^(?:AIDA|AROA)[A-Z0-9]{17}$/
const PARTITION = /^aws(?:-[a-z]+)*$/
const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/
const NAME = /^[\x21-\x29\x2b-\x3e\x40-\x7e]+$/

/**
 * Parses an entry; undefined if it does not name a principal that can call. Wildcards inside a name, groups, and `*` under any type except AWS are
 * rejected. Source: IAM User Guide, "AWS JSON policy elements: Principal".
 */
export function parsePrincipal(entry: PrincipalEntry): PrincipalPattern | undefined {
  switch (entry.type) {
    case 'AWS':
      return parseAwsPrincipal(entry.value)
    case 'Service':
      return HOST.test(entry.value) ? { kind: 'service', name: entry.value } : undefined
    case 'Federated':
      return isProvider(entry.value) ? { kind: 'provider', name: entry.value } : undefined
    case 'CanonicalUser':
      return NAME.test(entry.value) ? { kind: 'canonical-user', name: entry.value } : undefined
    default:
      return undefined
  }
}

function parseAwsPrincipal(value: string): PrincipalPattern | undefined {
  if (value === '*') return { kind: 'everyone' }
  if (ACCOUNT.test(value)) return { kind: 'account', account: value }
  if (UNIQUE_ID.test(value)) return { kind: 'id', name: value }
  const parts = splitArn(value)
  if (parts === undefined || !NAME.test(value)) return undefined
  const [arn, partition, service, region, account, rest] = parts
  if (arn !== 'arn' || !PARTITION.test(partition) || region !== '' || !ACCOUNT.test(account)) return undefined
  if (service === 'iam' && rest === 'root') return { kind: 'account', account, partition }
  const kind = service === 'iam' ? iamKind(rest) : service === 'sts' ? stsKind(rest) : undefined
  return kind && { kind, name: value }
}

function iamKind(rest: string): NamedPrincipal | undefined {
  if (/^user\/(?:[^/]+\/)*[^/]+$/.test(rest)) return 'user'
  return /^role\/(?:[^/]+\/)*[^/]+$/.test(rest) ? 'role' : undefined
}

function stsKind(rest: string): NamedPrincipal | undefined {
  if (/^assumed-role\/[^/]+\/[^/]+$/.test(rest)) return 'session'
  return /^federated-user\/[^/]+$/.test(rest) ? 'federated-user' : undefined
}

function isProvider(value: string): boolean {
  if (HOST.test(value)) return true
  const parts = splitArn(value)
  if (parts === undefined || !NAME.test(value)) return false
  const [arn, partition, service, region, account, rest] = parts
  if (arn !== 'arn' || !PARTITION.test(partition) || service !== 'iam' || region !== '' || !ACCOUNT.test(account)) return false
  return /^(?:oidc|saml)-provider\/.+$/.test(rest)
}
