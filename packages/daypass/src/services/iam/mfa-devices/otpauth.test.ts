import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase32 } from '../../../testing/authenticator.js'
import { base32, otpauthUri } from './otpauth.js'

describe('base32', () => {
  it('encodes as in RFC 4648, section 10', () => {
    expect(base32(Buffer.from('fooba'))).toBe('MZXW6YTB')
    expect(base32(Buffer.alloc(5, 0xff))).toBe('77777777')
  })

  it('can be decoded again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 40, maxLength: 40 }), (bytes) => {
        expect(base32(bytes)).toHaveLength(64)
        expect(fromBase32(base32(bytes))).toEqual(Buffer.from(bytes))
      }),
    )
  })
})

describe('the text of the QR code', () => {
  it('contains issuer, device and account, escaped', () => {
    const seed = Buffer.alloc(5)
    expect(otpauthUri({ name: 'ann+1=@b', account: '000000000000', seed })).toBe(
      'otpauth://totp/Amazon%20Web%20Services:ann%2B1%3D@b@000000000000?secret=AAAAAAAA&issuer=Amazon%20Web%20Services',
    )
  })
})
