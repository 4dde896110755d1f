import { describe, expect, it } from 'vitest'
import type { UserCaller } from '../../core/caller.js'
import { openSession } from '../../credentials/session-token.js'
import { root, START, type World, world } from '../../testing/world.js'
import { GetSessionToken } from './GetSessionToken.js'

interface Given {
  readonly AccessKeyId: string
  readonly SessionToken: string
  readonly Expiration: Date
}

async function issue({ call, read, ring }: World, input: object, caller?: UserCaller) {
  const { Credentials } = await call(GetSessionToken, input, caller)
  const { AccessKeyId: accessKeyId, SessionToken: token, Expiration } = Credentials as Given
  return {
    accessKeyId,
    hours: (Expiration.getTime() - START) / 3_600_000,
    claims: read((state) => openSession({ token, accessKeyId, ring, state }))?.claims,
  }
}

describe('GetSessionToken', () => {
  it('gives a user twelve hours as itself unless the request has another duration', async () => {
    const here = await world()
    const bob = await here.user('bob')
    expect(await issue(here, {}, bob)).toMatchObject({ hours: 12, claims: { kind: 'user', principal: bob.id } })
    expect(await issue(here, { DurationSeconds: 129_600 }, bob)).toMatchObject({ hours: 36 })
    expect((await issue(here, {}, bob)).accessKeyId).toMatch(/^ASIAQAAAAAAA/)
  })

  it('limits the root user to an hour without an error', async () => {
    const here = await world()
    expect(await issue(here, { DurationSeconds: 43_200 })).toMatchObject({ hours: 1, claims: { kind: 'root', principal: '' } })
    expect(await issue(here, { DurationSeconds: 900 })).toMatchObject({ hours: 0.25 })
  })

  it('requires no permission, so no policy allows or denies it', async () => {
    const here = await world()
    expect(GetSessionToken.authorize).toMatchObject({ kind: 'always' })
    const denied = await here.user('denied', { all: { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } } })
    expect(await issue(here, {}, denied)).toMatchObject({ hours: 12 })
  })

  it.each<[string, object, string]>([
    [
      'only a serial number',
      { SerialNumber: 'arn:aws:iam::000000000000:mfa/x' },
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    ],
    [
      'only a code',
      { TokenCode: '123456' },
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    ],
    [
      'an unknown device',
      { SerialNumber: 'arn:aws:iam::000000000000:mfa/x', TokenCode: '123456' },
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    ],
  ])('refuses %s', async (_what, input, message) => {
    const { refusal, user } = await world()
    expect(await refusal(GetSessionToken, input, await user('bob'))).toEqual({ code: 'AccessDenied', message })
  })

  it.each([root, undefined])('refuses every kind of session', async (caller) => {
    const { refusal, user } = await world()
    const session = { kind: 'get-session-token', issuedAt: START, expiresAt: START + 1 } as const
    const message = 'Cannot call GetSessionToken with session credentials'
    expect(await refusal(GetSessionToken, {}, { ...(caller ?? (await user('bob'))), session })).toEqual({ code: 'AccessDenied', message })
  })
})
