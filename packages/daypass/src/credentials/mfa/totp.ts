import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'

/** Milliseconds of one step (RFC 6238, section 5.2). */
const STEP = 30_000
const DIGITS = 6

/** The step that a time (milliseconds since the epoch) lies in. */
export const stepAt = (time: number): number => Math.floor(time / STEP)

/** The six-digit code of a step: HOTP over HMAC-SHA-1 (RFC 4226, section 5.3) with the step as counter (RFC 6238, section 4). */
export function codeOf(seed: KeyObject, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', seed).update(counter).digest()
  const offset = (mac[19] as number) & 0xf
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** Steps from `first` to `last`, both included. */
export interface Steps {
  readonly first: number
  readonly last: number
}

/**
 * The last step among `steps` at which the codes follow each other, one per step, given by the step of the last code; undefined when there is none.
 * The last one, so that a code that two steps happen to share is good once. All steps are looked at, whatever matches: time does not tell which.
 */
export function findCodes(seed: KeyObject, codes: readonly string[], { first, last }: Steps): number | undefined {
  let found: number | undefined
  for (let step = Math.max(0, first); step <= last; step++) {
    const matches = codes.map((code, i) => step >= codes.length - 1 && isSame(code, codeOf(seed, step - (codes.length - 1 - i))))
    if (matches.every(Boolean)) found = step
  }
  return found
}

function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}
