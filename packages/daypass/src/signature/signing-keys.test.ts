import { createSecretKey, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deriveSigningKey, SigningKeys } from './signing-keys.js'

const scope = { date: '20150830', region: 'us-east-1', service: 'iam' }
const secretOf = (text: string) => createSecretKey(Buffer.from(text))

describe('signing keys', () => {
  it('are derived as the AWS documentation derives its example', () => {
    const key = deriveSigningKey(secretOf('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'), scope)
    expect(key.export().toString('hex')).toBe('c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9')
  })

  it('are derived once per key, day, region and service', () => {
    const keys = new SigningKeys()
    const get = (changes: object) => keys.get({ accessKeyId: 'A', secret: secretOf('s'), scope: { ...scope, ...changes } })
    expect(get({})).toBe(get({}))
    const others = [{ date: '20150831' }, { region: 'eu-west-1' }, { service: 'sts' }].map(get)
    expect(others.filter((key) => key.equals(get({})))).toEqual([])
    expect(keys.size).toBe(4)
  })

  it('change with the secret under the same key id', () => {
    const keys = new SigningKeys()
    const get = (secret: KeyObject | Uint8Array) => keys.get({ accessKeyId: 'A', secret, scope })
    const first = get(secretOf('one'))
    const second = get(secretOf('two'))
    expect(second.equals(first)).toBe(false)
    expect(second.equals(deriveSigningKey(secretOf('two'), scope))).toBe(true)
    expect(get(Buffer.from('two'))).toBe(second)
    expect(keys.size).toBe(1)
  })

  it('are limited in number, and the last used are kept', () => {
    const keys = new SigningKeys(2)
    const get = (accessKeyId: string) => keys.get({ accessKeyId, secret: secretOf('s'), scope })
    const a = get('A')
    const b = get('B')
    expect(get('A')).toBe(a)
    get('C')
    expect(keys.size).toBe(2)
    expect(get('A')).toBe(a)
    expect(get('B')).not.toBe(b)
  })

  it("are not kept under a name that is longer than any of daypass's own", () => {
    const keys = new SigningKeys()
    const get = (accessKeyId: string) => keys.get({ accessKeyId, secret: secretOf('s'), scope })
    expect(get('A'.repeat(10_000)).equals(get('A'))).toBe(true)
    expect(keys.size).toBe(1)
  })

  it('are never made from an empty secret', () => {
    expect(() => new SigningKeys().get({ accessKeyId: 'A', secret: new Uint8Array(0), scope })).toThrow()
  })
})
