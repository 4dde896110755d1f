import { createSecretKey, hkdfSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { seal } from '../core/seal.js'
import { LONGEST_SESSION } from '../directory/key-ring.js'
import { START, type World, world } from '../testing/world.js'
import { openSession, type SessionClaims, sealSession } from './session-token.js'

const claims: SessionClaims = {
  kind: 'role',
  account: '000000000000',
  principal: 'AROAQAAAAAAAAAAAAAAAA',
  name: 's',
  issuedAt: START,
  expiresAt: START + 3_600_000,
}
const accessKeyId = 'ASIAQAAAAAAAAAAAAAAA'

const sealed = ({ ring, ids, read }: World) => read((state) => sealSession({ claims, accessKeyId, ring, state, ids }))
const opened = ({ ring, read }: World, token: string, key = accessKeyId) =>
  read((state) => openSession({ token, accessKeyId: key, ring, state }))

describe('a session token', () => {
  it('opens to its claims and to the secret that was issued with it', async () => {
    const here = await world()
    const { token, secret } = sealed(here)
    expect(opened(here, token)).toMatchObject({ claims, secret })
    expect(secret).toMatch(/^[A-Za-z0-9/+]{40}$/)
    expect(token).toMatch(/^IQoJb3JpZ2luX2Vj/)
  })

  it('does not reveal what it contains', async () => {
    const here = await world()
    const { token, secret } = sealed(here)
    const bytes = Buffer.from(token, 'base64').toString('latin1')
    for (const hidden of ['AROA', '000000000000', secret]) expect(bytes).not.toContain(hidden)
  })

  it('does not open with another access key id', async () => {
    const here = await world()
    expect(opened(here, sealed(here).token, 'ASIAQAAAAAAAAAAAAAAB')).toBeUndefined()
  })

  it('does not open when any bit is flipped, any byte cut off, or anything added', async () => {
    const here = await world()
    const { token } = sealed(here)
    const bytes = Buffer.from(token, 'base64')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const altered = Buffer.from(bytes)
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(opened(here, altered.toString('base64'))).toBeUndefined()
    }
    for (let length = 0; length < token.length; length++) expect(opened(here, token.slice(0, length))).toBeUndefined()
    for (const other of [`${token}A`, `${token} `, `${token}=`, ` ${token}`, token.replace('Q', 'q'), ''])
      expect(opened(here, other)).toBeUndefined()
  })

  it('gives two sessions of the same claims different tokens and secrets', async () => {
    const here = await world()
    const [first, second] = [sealed(here), sealed(here)]
    expect(first.token).not.toBe(second.token)
    expect(first.secret).not.toBe(second.secret)
  })

  it('opens while its retired key is kept, and not after the key was pruned', async () => {
    const here = await world()
    const { ring, ids, change } = here
    const { token } = sealed(here)
    await change((state) => ring.rotate(state, 'session', { ids, now: START }))
    expect(opened(here, token)?.claims).toEqual(claims)
    await change((state) => ring.rotate(state, 'session', { ids, now: START + LONGEST_SESSION }))
    expect(opened(here, token)?.claims).toEqual(claims)
    await change((state) => ring.rotate(state, 'session', { ids, now: START + LONGEST_SESSION + 1 }))
    expect(opened(here, token)).toBeUndefined()
  })

  it('shows its version in its first characters, which cannot be replaced', async () => {
    const here = await world()
    const { ring, ids, read } = here
    const marks = { 1: 'FwoGZXIvYXdzEBYa', 2: 'IQoJb3JpZ2luX2Vj' } as const
    for (const [version, other] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const own = { ...claims, tokenVersion: version }
      const { token } = read((state) => sealSession({ claims: own, accessKeyId, ring, state, ids }))
      expect(token.slice(0, 16)).toBe(marks[version])
      expect(opened(here, token)?.claims).toEqual(own)
      expect(opened(here, marks[other] + token.slice(16))).toBeUndefined()
    }
  })

  it('of version 2 is bound like tokens made before there were versions, so that those still open', async () => {
    const here = await world()
    expect(opened(here, sealed(here).token)?.claims.tokenVersion).toBeUndefined()
    const { ring, ids, read } = here
    const key = read((state) => ring.current(state, 'session'))
    const header = Buffer.from([1, 0, 0, 0, key.version])
    const salt = Buffer.from(ids.bytes(32))
    const bytes = new Uint8Array(hkdfSync('sha256', key.key, salt, `daypass session ${accessKeyId}`, 74))
    const message = { plain: Buffer.from(JSON.stringify(claims)), bound: Buffer.concat([header, Buffer.from(accessKeyId)]) }
    const old = seal(createSecretKey(bytes.subarray(0, 32)), bytes.subarray(32, 44), message)
    const token = `IQoJb3JpZ2luX2Vj${Buffer.concat([header, salt, old]).toString('base64')}`
    expect(opened(here, token)?.claims).toEqual(claims)
  })

  it('of another installation does not open', async () => {
    const [here, there] = [await world(), await world()]
    await there.change((state) => there.ring.rotate(state, 'session', { ids: there.ids, now: START }))
    const { token } = sealed(there)
    expect(opened(here, token)).toBeUndefined()
  })
})
