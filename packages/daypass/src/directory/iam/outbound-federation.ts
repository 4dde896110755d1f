import type { SigningAlgorithm } from '../../core/ids.js'
import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'

/** The public half of a signing key as a JWK (RFC 7517), without the members about its use. */
export interface PublicJwk {
  readonly kty: string
  readonly n?: string
  readonly e?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
}

/** A key that signs web identity tokens. Its private half is sealed by a storage key. */
export interface SigningKeyRecord {
  readonly kid: string
  readonly algorithm: SigningAlgorithm
  /** When it was published, in milliseconds since the epoch. */
  readonly createdAt: number
  readonly publicJwk: PublicJwk
  readonly sealed: { readonly version: number; readonly sealed: string }
}

/** Outbound identity federation of one account. Its id and keys are kept while it is disabled. */
export interface OutboundRecord {
  readonly account: string
  /** A UUID: the last part of the issuer's URL. */
  readonly issuerId: string
  /** Milliseconds since the epoch; absent while it is enabled. */
  readonly disabledAt?: number
  /** Oldest first. */
  readonly keys: readonly SigningKeyRecord[]
}

/** Outbound identity federation by account. */
export const outboundKeys = defineKeys('outbound/<account>', {
  record: "whether the account's principals get web identity tokens, and its signing keys, sealed",
  lifetime: 'for ever; retired keys are pruned',
})

/** Accounts by the id of their issuer. */
export const outboundIssuerKeys = defineKeys('outbound-issuer/<uuid>', {
  record: 'account of the issuer of web identity tokens with this id',
  lifetime: 'for ever',
})

/** The account's record, enabled or not; undefined if it was never enabled. */
export const getOutbound = (state: Reader, account: string): OutboundRecord | undefined =>
  state.get<OutboundRecord>(outboundKeys.key(account))

/** The account's record while it is enabled. */
export function getEnabledOutbound(state: Reader, account: string): OutboundRecord | undefined {
  const record = getOutbound(state, account)
  return record?.disabledAt === undefined ? record : undefined
}

/** The record of the issuer with this id. */
export function getOutboundByIssuer(state: Reader, issuerId: string): OutboundRecord | undefined {
  const found = state.get<{ account: string }>(outboundIssuerKeys.key(issuerId))
  return found && getOutbound(state, found.account)
}

export function putOutbound(state: Writer, record: OutboundRecord): void {
  state.put(outboundKeys.key(record.account), record)
  if (state.get(outboundIssuerKeys.key(record.issuerId)) === undefined)
    state.put(outboundIssuerKeys.key(record.issuerId), { account: record.account })
}
