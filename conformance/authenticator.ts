// An authenticator app that shares no code with the server: base32 and TOTP as in RFC 4648 and RFC 6238.
import { createHmac } from 'node:crypto'

/** The code for a base32 secret, `steps` of 30 seconds from now. */
export function codeOf(secret: string, steps: number): string {
  const counter = BigInt(Math.floor(Date.now() / 30_000) + steps)
  const message = Buffer.from(counter.toString(16).padStart(16, '0'), 'hex')
  const mac = createHmac('sha1', bytesOf(secret)).update(message).digest()
  const start = mac.readUInt8(19) % 16
  return String((mac.readUInt32BE(start) % 2 ** 31) % 1_000_000).padStart(6, '0')
}

function bytesOf(secret: string): Buffer {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(
    BigInt(`0b${bits}`)
      .toString(16)
      .padStart(bits.length / 4, '0'),
    'hex',
  )
}
