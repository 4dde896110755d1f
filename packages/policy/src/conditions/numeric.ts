import { rememberLast } from './remember-last.js'
import type { ValueTest } from './value-test.js'

/** A decimal number. With few digits `approximate` is exact, and `digits` is absent. */
interface Decimal {
  readonly approximate: number
  readonly digits?: bigint
  readonly scale: number
}

const DECIMAL = /^([+-]?)([0-9]{0,100})(?:\.([0-9]{0,100}))?(?:[eE]([+-]?[0-9]{1,2}))?$/
/** As many digits as a double represents exactly. */
const EXACT_DIGITS = 15

type Comparison = (difference: number) => boolean

const parseRequested = rememberLast(parseDecimal)

/** Compares decimal numbers by value (10 = 10.0, 1.2 < 1.3), exactly at any length. A value of the request that is not a number matches nothing. */
export function numericCompares(holds: Comparison): (values: readonly string[]) => ValueTest | undefined {
  return (values) => {
    const wanted = values.map(parseDecimal).filter((value) => value !== undefined)
    if (wanted.length < values.length) return undefined
    return (value) => {
      const request = parseRequested(value)
      if (request === undefined) return false
      for (const policy of wanted) {
        if (holds(compare(request, policy))) return true
      }
      return false
    }
  }
}

function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = whole + fraction
  if (digits === '') return undefined
  const approximate = Number(text)
  const scale = fraction.length - Number(exponent)
  if (digits.length <= EXACT_DIGITS && exponent === '0') return { approximate, scale }
  return { approximate, digits: BigInt(`${sign === '-' ? '-' : ''}${digits}`), scale }
}

/** Negative, positive or zero, if the first number is less than, greater than or equal to the other. */
function compare(one: Decimal, other: Decimal): number {
  if (one.digits === undefined && other.digits === undefined) return one.approximate - other.approximate
  const scale = Math.max(one.scale, other.scale)
  const difference = units(one, scale) - units(other, scale)
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}

function units({ approximate, digits, scale }: Decimal, wanted: number): bigint {
  const own = digits ?? BigInt(approximate.toFixed(scale).replace('.', ''))
  return own * 10n ** BigInt(wanted - scale)
}
