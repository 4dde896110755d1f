import { defineKeys } from '../key-space.js'
import type { Writer } from '../state.js'
import type { InstancesAt } from './instance.js'
import type { Ec2Place } from './resource-tags.js'

/** A launch that had a client token: the same request launches nothing more. */
export interface LaunchTokenRecord extends Ec2Place {
  readonly token: string
  /** SHA-256 of the request's other parameters, in base64url. */
  readonly parameters: string
  readonly instances: readonly string[]
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Launches by client token. */
export const launchTokenKeys = defineKeys('ec2-launch-token/<account>/<region>/<token>', {
  record: 'the instances that were launched with a client token, and the hash of the request',
  lifetime: 'a day, and then until another launch with a client token',
})

/** Client tokens by the time of their launch. */
export const launchTokenTimeKeys = defineKeys('ec2-launch-token-time/<account>/<region>/<time>', {
  record: 'a client token',
  lifetime: "its launch token's",
})

/** How long a client token is remembered, in milliseconds: a day, our own choice (EC2 API reference, "Ensuring idempotency": at least until the instance ends). */
export const TOKEN_LIFETIME = 86_400_000
/** Old tokens that are removed with each new one. */
const SWEPT = 2

const tokenKey = ({ account, region }: Ec2Place, token: string): string => launchTokenKeys.key(account, region, token)
const timeText = (time: number): string => String(time).padStart(15, '0')

/** The launch with this client token, within a day. */
export function findLaunchToken({ state, now, ...place }: InstancesAt, token: string): LaunchTokenRecord | undefined {
  const found = state.get<LaunchTokenRecord>(tokenKey(place, token))
  return found === undefined || now - found.at >= TOKEN_LIFETIME ? undefined : found
}

/** Remembers a client token, and forgets a few old ones, so that they do not pile up: six writes at most. */
export function putLaunchToken(state: Writer, record: LaunchTokenRecord): void {
  const { account, region, token, at } = record
  const { start } = launchTokenTimeKeys.bounds(account, region)
  const end = launchTokenTimeKeys.key(account, region, timeText(Math.max(0, at - TOKEN_LIFETIME + 1)))
  for (const { key, value } of state.range<{ token: string }>({ start, end, limit: SWEPT })) {
    state.delete(key)
    const old = tokenKey(record, value.token)
    if ((state.get<LaunchTokenRecord>(old)?.at ?? at) <= at - TOKEN_LIFETIME) state.delete(old)
  }
  state.put(tokenKey(record, token), record)
  state.put(launchTokenTimeKeys.key(account, region, `${timeText(at)} ${token}`), { token })
}
