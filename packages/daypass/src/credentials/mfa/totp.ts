import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'

/** Milliseconds of one step (RFC 6238, section 5.2). */
const STEP = 30_000
const DIGITS = 6

/** The step that contains a time (milliseconds since the epoch). */
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
 * The last step among `steps` at which the codes are those of consecutive steps, as the step of the last code; undefined when there is none. The last
 * one, so that a code that happens to occur at two steps is accepted once. All steps are computed, whatever matches, so that timing does not reveal
 * which.
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
