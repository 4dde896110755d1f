import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'

/** An assertion that was used, where each may be used once. */
export interface UsedAssertion {
  /** Of the provider that it was used with first. */
  readonly account: string
  /** What identifies it: two digests, by each of which it counts as used. */
  readonly digests: readonly [string, string]
  /** When it would be refused in any case, in milliseconds since the epoch. */
  readonly until: number
}

/** Assertions that were used. */
export const usedAssertionKeys = defineKeys('used-assertion/<digest>', {
  record: 'that the assertion was used, and until when it would be valid',
  lifetime: 'until it would be refused; it is deleted when others are used later',
})

/** Those of an account, the ones that end first in front. */
export const usedAssertionEndKeys = defineKeys('used-assertion-end/<account>/<until>/<digest>', {
  record: 'which assertion was used',
  lifetime: "its assertion's",
})

/** Expired ones that a new one deletes: more than one, so that they become fewer. */
const CLEANED = 3
/** How many an account may have that have not been deleted. */
export const MOST_USED_ASSERTIONS = 5_000

/** Digits of a time, so that keys sort by it. */
const DIGITS = 15
const endKey = ({ account, until, digests: [digest] }: UsedAssertion): string =>
  usedAssertionEndKeys.key(account, String(until).padStart(DIGITS, '0'), digest)

/** The assertions that were used, of all accounts. */
export const usedAssertions = {
  isUsed: (state: Reader, digests: UsedAssertion['digests']): boolean =>
    digests.some((digest) => state.get(usedAssertionKeys.key(digest)) !== undefined),
  /** Whether the account may have no other at `now`: it has the most, and none has ended, which `add` would delete. */
  isFull(state: Reader, account: string, now: number): boolean {
    const bounds = usedAssertionEndKeys.bounds(account)
    if (state.count({ ...bounds, limit: MOST_USED_ASSERTIONS }) < MOST_USED_ASSERTIONS) return false
    return !state.range<UsedAssertion>({ ...bounds, limit: 1 }).some(({ value }) => value.until <= now)
  },
  /** Adds one, and deletes some that have ended at `now`. */
  add(state: Writer, assertion: UsedAssertion, now: number): void {
    const first = state.range<UsedAssertion>({ ...usedAssertionEndKeys.bounds(assertion.account), limit: CLEANED })
    for (const { value } of first) if (value.until <= now) remove(state, value)
    for (const digest of assertion.digests) state.put(usedAssertionKeys.key(digest), { until: assertion.until })
    state.put(endKey(assertion), assertion)
  },
}

function remove(state: Writer, assertion: UsedAssertion): void {
  for (const digest of assertion.digests) state.delete(usedAssertionKeys.key(digest))
  state.delete(endKey(assertion))
}
