import { describe, expect, it } from 'vitest'
import { LONGEST_SESSION } from '../directory/key-ring.js'
import { START, type World, world } from '../testing/world.js'
import { OpenedSessions } from './opened-sessions.js'
import { type SessionClaims, sealSession } from './session-token.js'

const claims: SessionClaims = {
  kind: 'role',
  account: '000000000000',
  principal: 'AROAQAAAAAAAAAAAAAAAA',
  name: 's',
  issuedAt: START,
  expiresAt: START + 3_600_000,
}
const accessKeyId = 'ASIAQAAAAAAAAAAAAAAA'

const sealed = ({ ring, ids, read }: World, more: Partial<SessionClaims> = {}) =>
  read((state) => sealSession({ claims: { ...claims, ...more }, accessKeyId, ring, state, ids }))
const opening =
  ({ ring, read }: World, sessions: OpenedSessions) =>
  (token: string, key: string) =>
    read((state) => sessions.open({ token, accessKeyId: key, ring, state }))

describe('sessions that were opened before', () => {
  it('are the same the second time, including the secret', async () => {
    const here = await world()
    const sessions = new OpenedSessions()
    const { token, secret } = sealed(here)
    const open = opening(here, sessions)
    const first = open(token, accessKeyId)
    expect(first?.claims).toEqual(claims)
    expect(first?.secret.export().toString()).toBe(secret)
    expect(open(token, accessKeyId)).toBe(first)
  })

  it('do not open for another access key id', async () => {
    const here = await world()
    const sessions = new OpenedSessions()
    const { token } = sealed(here)
    const open = opening(here, sessions)
    expect(open(token, accessKeyId)).toBeDefined()
    expect(open(token, 'ASIAQAAAAAAAAAAAAAAB')).toBeUndefined()
  })

  it('no longer open once their data key has left the ring', async () => {
    const here = await world()
    const sessions = new OpenedSessions()
    const { token } = sealed(here)
    const open = opening(here, sessions)
    expect(open(token, accessKeyId)).toBeDefined()
    for (const now of [START, START + LONGEST_SESSION + 1])
      await here.change((state) => here.ring.rotate(state, 'session', { ids: here.ids, now }))
    expect(open(token, accessKeyId)).toBeUndefined()
  })

  it('are cached only if they opened, and only up to a limit', async () => {
    const here = await world()
    const sessions = new OpenedSessions()
    const open = opening(here, sessions)
    expect(open('IQoJb3JpZ2luX2Vjnothing', accessKeyId)).toBeUndefined()
    expect(sessions.size).toBe(0)
    for (let i = 0; i < 10_000; i++) open(sealed(here).token, accessKeyId)
    expect(sessions.size).toBeLessThan(9_000)
    expect(sessions.bytes).toBeLessThanOrEqual(16_777_216)
    expect(sessions.bytes).toBeGreaterThan(15_000_000)
  })

  it('are limited in bytes: a long token replaces many short ones', async () => {
    const here = await world()
    const sessions = new OpenedSessions()
    const open = opening(here, sessions)
    open(sealed(here).token, accessKeyId)
    const short = sessions.bytes
    const policy = 'x'.repeat(2_000)
    expect(open(sealed(here, { policy }).token, accessKeyId)?.session.policy).toBe(policy)
    expect(sessions.bytes - short).toBeGreaterThan(2 * policy.length)
  })
})
