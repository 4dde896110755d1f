import { readWholeNumber } from '../../core/text/whole-number.js'
import type { RateKind, Rates } from '../../installation/limits/rate-limits.js'
import type { Rate } from '../../installation/limits/token-buckets.js'
import { UsageError } from '../usage-error.js'

/** The flag of `daypass serve` about rates, as given. */
export interface RateLimitFlags {
  readonly rateLimit?: string[]
}

/**
 * What a server has by default that others than this machine reach. Our own: far more than AWS allows an account (600 requests a second to STS), and less
 * than one processor answers, so that one account or key leaves something to the others.
 */
const DEFAULT: Rates = { account: { perSecond: 2_000, burst: 4_000 }, key: { perSecond: 1_000, burst: 2_000 } }

const MOST = 1_000_000
const FORM = /^(account|key)=(?:(off)|(\d{1,9})\/s(?:,burst=(\d{1,9}))?)$/

/**
 * The rates of `--rate-limit account=100/s,burst=300`, over the defaults; by default a burst is what two seconds bring. Where only this machine reaches the
 * server, there are no defaults.
 */
export function ratesOf({ rateLimit = [] }: RateLimitFlags, isReachedByOthers: boolean): Rates {
  const rates: Partial<Record<RateKind, Rate>> = isReachedByOthers ? { ...DEFAULT } : {}
  const given = new Set<string>()
  for (const text of rateLimit) {
    const [, kind, off, perSecond = '', burst] = FORM.exec(text) ?? []
    if (kind === undefined)
      throw new UsageError(
        `--rate-limit must be account=100/s, key=100/s, either with a burst (account=100/s,burst=300), or account=off; not ${text}.`,
      )
    if (given.has(kind)) throw new UsageError(`--rate-limit ${kind} is given twice. Give it once.`)
    given.add(kind)
    if (off === undefined) rates[kind as RateKind] = rateOf(kind, perSecond, burst)
    else delete rates[kind as RateKind]
  }
  return rates
}

function rateOf(kind: string, perSecondText: string, burstText: string | undefined): Rate {
  const perSecond = numberOf(kind, perSecondText)
  return { perSecond, burst: burstText === undefined ? 2 * perSecond : numberOf(kind, burstText) }
}

function numberOf(kind: string, text: string): number {
  const number = readWholeNumber(text, { least: 1, most: MOST })
  if (number === undefined)
    throw new UsageError(`--rate-limit ${kind}: rate and burst must be whole numbers from 1 to ${MOST}, not ${text}.`)
  return number
}
