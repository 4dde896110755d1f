import type { CountedRequests, RateLimits } from './rate-limits.js'

/** The other processes of a server, as far as its rate limits go. */
export interface OtherCounters {
  /** Tells them what this process has answered. */
  tell(requests: CountedRequests): void
  /** Sets what is done with what they have answered. */
  whenTold(then: (requests: CountedRequests) => void): void
}

/** Milliseconds: a client that asks several processes at once may make so much more than its limit as the others answer in this time. */
const EVERY = 50

/** Counts together with the other processes of a server, so that a limit is one of all of them. Returns how to stop. */
export function countTogether(limits: RateLimits, others: OtherCounters): () => void {
  others.whenTold((requests) => limits.count(requests))
  limits.remember()
  const timer = setInterval(() => {
    const requests = limits.answered()
    if (requests !== undefined) others.tell(requests)
  }, EVERY).unref()
  return () => clearInterval(timer)
}
