import { describe, expect, it } from 'vitest'
import { acceptTrust } from '../../access/policy-document.js'
import type { Caller, SignedCaller } from '../../core/caller.js'
import { OpenedSecrets } from '../../credentials/long-term-secret.js'
import { resolveKey } from '../../credentials/resolve.js'
import { deactivateMfaDevice, type MfaDeviceRecord, mfaDevices } from '../../directory/iam/mfa-device.js'
import { roles } from '../../directory/iam/role.js'
import { enableDevice, makeDevice } from '../../testing/authenticator.js'
import { ACCOUNT, root, START, type World, world } from '../../testing/world.js'
import type { Credentials } from '../../wire/generated/sts.js'
import { AssumeRole } from './AssumeRole.js'
import { GetSessionToken } from './GetSessionToken.js'

const WRONG = { code: 'AccessDenied', message: 'MultiFactorAuthentication failed with invalid MFA one time pass code.' }
const UNKNOWN = {
  code: 'AccessDenied',
  message:
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
}
const PRESENT = 'aws:MultiFactorAuthPresent'
const RoleArn = `arn:aws:iam::${ACCOUNT}:role/guarded`
const SESSION = { RoleArn, RoleSessionName: 's' }

const deviceIn = (w: World, serial: string): MfaDeviceRecord | undefined => w.read((state) => mfaDevices.find(state, ACCOUNT, serial))

/** The caller that has these credentials. */
function callerOf({ read, ring, clock }: World, { Credentials }: { readonly Credentials?: Credentials | undefined }): SignedCaller {
  const { AccessKeyId: accessKeyId = '', SessionToken: sessionToken = '' } = Credentials ?? {}
  const at = { resolver: { ring, secrets: new OpenedSecrets() }, now: clock.now() }
  const resolved = read((state) => resolveKey({ accessKeyId, sessionToken }, state, at))
  if ('unresolved' in resolved) throw new Error(resolved.unresolved)
  return resolved.caller
}

/** The role `guarded`, which trusts everyone in the account under the condition. */
async function makeRole({ change }: World, Condition: object, AWS = '*'): Promise<void> {
  const trust = { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole', Condition } }
  await change((state) => {
    const accepted = acceptTrust(JSON.stringify(trust), state)
    if ('problem' in accepted) throw new Error(accepted.problem.message)
    const own = { account: ACCOUNT, name: 'guarded', path: '/', id: 'AROAGUARDEDAAAAAAAAAA', createdAt: START, tags: {} }
    roles.put(state, { ...own, inlinePolicies: {}, attachedPolicies: [], maxSessionDuration: 3600, trust: accepted.text })
  })
}

async function withDevice() {
  const w = await world()
  const ann = await w.user('ann')
  const device = await enableDevice(w, 'ann')
  const given = (steps: number) => ({ SerialNumber: device.serial, TokenCode: device.code(steps) })
  return { w, ann, device, given }
}

describe('an MFA code sent to STS', () => {
  it('counts for the session, at the time of the installation', async () => {
    const { w, ann, given } = await withDevice()
    w.clock.move(86_400_000)
    const caller = callerOf(w, await w.call(GetSessionToken, given(0), ann))
    expect(caller).toMatchObject({ kind: 'user', name: 'ann', session: { kind: 'get-session-token', mfaAt: START + 86_400_000 } })
    expect(callerOf(w, await w.call(GetSessionToken, {}, ann)).session?.mfaAt).toBeUndefined()
  })

  it('is valid once, and no earlier code is valid after it', async () => {
    const { w, ann, given } = await withDevice()
    await w.call(GetSessionToken, given(0), ann)
    expect(await w.refusal(GetSessionToken, given(0), ann)).toEqual(WRONG)
    expect(await w.refusal(GetSessionToken, given(-1), ann)).toEqual(WRONG)
    await w.call(GetSessionToken, given(1), ann)
  })

  it('is valid for only one of two calls at the same time', async () => {
    const { w, ann, given } = await withDevice()
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => w.attempt(GetSessionToken, given(0), ann)))
    expect(outcomes.map((outcome) => 'output' in outcome).filter(Boolean)).toHaveLength(1)
  })

  it('is used up by a call that is then denied', async () => {
    const { w, ann, given } = await withDevice()
    await makeRole(w, { StringEquals: { 'sts:ExternalId': 'x' } })
    expect(await w.refusal(AssumeRole, { ...SESSION, ...given(0) }, ann)).toEqual({
      code: 'AccessDenied',
      message: `User: ${ann.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    })
    expect(await w.refusal(AssumeRole, { ...SESSION, ...given(0), ExternalId: 'x' }, ann)).toEqual(WRONG)
    await w.call(AssumeRole, { ...SESSION, ...given(1), ExternalId: 'x' }, ann)
  })

  it('is not used up by a call that fails before it is verified', async () => {
    const { w, ann, device, given } = await withDevice()
    const before = deviceIn(w, device.serial)
    expect(await w.refusal(AssumeRole, { ...SESSION, ...given(0), RoleArn: 'no arn' }, ann)).toMatchObject({ code: 'ValidationError' })
    expect(deviceIn(w, device.serial)).toEqual(before)
  })

  it('ends the call if it is wrong, even when no policy needs MFA, and counts as a wrong code', async () => {
    const { w, ann, device, given } = await withDevice()
    await makeRole(w, {})
    expect(await w.refusal(AssumeRole, { ...SESSION, ...given(5) }, ann)).toEqual(WRONG)
    expect(deviceIn(w, device.serial)).toMatchObject({ failures: 1 })
    await w.call(AssumeRole, { ...SESSION, ...given(0) }, ann)
    expect(deviceIn(w, device.serial)).toMatchObject({ failures: 0 })
  })

  it('gets the error of a wrong code while the device is locked, and is not used up', async () => {
    const { w, ann, device, given } = await withDevice()
    const refusals = []
    for (let i = 0; i < 5; i++) refusals.push(await w.refusal(GetSessionToken, given(5), ann))
    const locked = deviceIn(w, device.serial)
    const { event } = await w.attempt(GetSessionToken, given(0), ann)
    expect(event.reason).toBe('the MFA device is locked after wrong codes')
    refusals.push(await w.refusal(GetSessionToken, given(0), ann), await w.refusal(GetSessionToken, given(5), ann))
    expect(refusals).toEqual(new Array(7).fill(WRONG))
    expect(deviceIn(w, device.serial)).toEqual(locked)
    const code = given(1)
    w.clock.wall = () => START + 59_999
    expect(await w.refusal(GetSessionToken, code, ann)).toEqual(WRONG)
    w.clock.wall = () => START + 60_000
    await w.call(GetSessionToken, code, ann)
  })

  it.each<[string, (w: World) => Promise<Caller>]>([
    ['another user', (w) => w.user('bob')],
    ['the root user', async () => root],
  ])('of the device of a user is not valid for %s, and is neither used up nor counted', async (_who, other) => {
    const { w, device, given } = await withDevice()
    const before = deviceIn(w, device.serial)
    expect(await w.refusal(GetSessionToken, given(0), await other(w))).toEqual(UNKNOWN)
    expect(deviceIn(w, device.serial)).toEqual(before)
  })

  it('is not valid for the session of a role, whoever assumed it', async () => {
    const { w, ann, given } = await withDevice()
    await makeRole(w, {})
    const session = callerOf(w, await w.call(AssumeRole, { ...SESSION, ...given(0) }, ann))
    expect(session.kind).toBe('role')
    expect(await w.refusal(AssumeRole, { ...SESSION, ...given(1) }, session)).toEqual(UNKNOWN)
  })

  it.each<[string, (serial: string) => string]>([
    ['in another case', (serial) => serial.toUpperCase()],
    ['of another account', (serial) => serial.replace(ACCOUNT, '111111111111')],
    ['that is only a name', () => 'ann-phone'],
    ['of the user', (serial) => serial.replace('mfa/ann-phone', 'user/ann')],
  ])('with a serial number %s is refused', async (_what, changed) => {
    const { w, ann, given } = await withDevice()
    const input = given(0)
    expect(await w.refusal(GetSessionToken, { ...input, SerialNumber: changed(input.SerialNumber) }, ann)).toEqual(UNKNOWN)
  })

  it('is refused for a device that was never enabled or was deactivated', async () => {
    const { w, ann, device, given } = await withDevice()
    const loose = await makeDevice(w, 'loose')
    expect(await w.refusal(GetSessionToken, { SerialNumber: loose.serial, TokenCode: loose.code(0) }, ann)).toEqual(UNKNOWN)
    await w.change((state) => deactivateMfaDevice(state, mfaDevices.find(state, ACCOUNT, device.serial) as MfaDeviceRecord))
    expect(await w.refusal(GetSessionToken, given(0), ann)).toEqual(UNKNOWN)
  })

  it('of its own device is valid for the root user, who names it by the account', async () => {
    const w = await world()
    const device = await enableDevice(w, ACCOUNT, 'safe')
    const input = { SerialNumber: device.serial, TokenCode: device.code(0) }
    expect(await w.refusal(GetSessionToken, input, await w.user('ann'))).toEqual(UNKNOWN)
    expect(callerOf(w, await w.call(GetSessionToken, input))).toMatchObject({ kind: 'root', session: { mfaAt: START } })
  })
})

describe('aws:MultiFactorAuthPresent', () => {
  const guarded = async (Condition: object) => {
    const { w, ann, given } = await withDevice()
    await makeRole(w, Condition)
    const withMfa = callerOf(w, await w.call(GetSessionToken, given(0), ann))
    const withoutMfa = callerOf(w, await w.call(GetSessionToken, {}, ann))
    const may = async (caller: Caller, more: object = {}) => 'output' in (await w.attempt(AssumeRole, { ...SESSION, ...more }, caller))
    return { w, ann, given, withMfa, withoutMfa, may }
  }

  it('grants a role with a code sent in the call, and to a session that was made with a code', async () => {
    const { ann, given, withMfa, withoutMfa, may } = await guarded({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })
    expect([await may(ann), await may(withoutMfa), await may(withMfa), await may(ann, given(1))]).toEqual([false, false, true, true])
  })

  it.each<[string, object[]]>([
    [
      'an Allow that requires it',
      [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*', Condition: { Bool: { [PRESENT]: 'true' } } }],
    ],
    [
      'a Deny without it',
      [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: '*', Resource: '*', Condition: { BoolIfExists: { [PRESENT]: 'false' } } },
      ],
    ],
  ])('also counts in the identity policies of the call it is sent with, not in those of the session: %s', async (_what, Statement) => {
    const w = await world()
    const bob = await w.user('bob', { own: { Version: '2012-10-17', Statement } })
    const phone = await enableDevice(w, 'bob')
    await makeRole(w, {}, `arn:aws:iam::${ACCOUNT}:root`)
    const session = callerOf(w, await w.call(AssumeRole, { ...SESSION, SerialNumber: phone.serial, TokenCode: phone.code(0) }, bob))
    expect(session.session?.mfaAt).toBeUndefined()
    expect(await w.refusal(AssumeRole, SESSION, bob)).toMatchObject({ code: 'AccessDenied' })
  })

  it('is absent for a key, and false for a session without MFA: a role can require that', async () => {
    const { ann, withMfa, withoutMfa, may } = await guarded({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } })
    expect([await may(ann), await may(withoutMfa), await may(withMfa)]).toEqual([false, true, false])
  })

  it('is never true for the session of a role, which has no age of it either', async () => {
    const { w, ann, given } = await guarded({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })
    const session = callerOf(w, await w.call(AssumeRole, { ...SESSION, ...given(1) }, ann))
    expect(session.session).not.toHaveProperty('mfaAt')
    expect(await w.refusal(AssumeRole, SESSION, session)).toMatchObject({ code: 'AccessDenied' })
  })

  it('has an age in seconds of the installation: none for a code in the call, the age of the session for a session', async () => {
    const { w, ann, given, withMfa, withoutMfa, may } = await guarded({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } })
    w.clock.move(3_599_999)
    expect([await may(withMfa), await may(withoutMfa), await may(ann)]).toEqual([true, false, false])
    w.clock.move(3_600_000)
    expect([await may(withMfa), await may(ann, given(1))]).toEqual([false, true])
  })

  it.each([
    ['BoolIfExists', { key: false, without: false, withMfa: true }],
    ['Bool', { key: true, without: false, withMfa: true }],
  ])('in a Deny by %s of the caller leaves allowed: %o', async (operator, allowed) => {
    const w = await world()
    await makeRole(w, {})
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: { [operator]: { 'aws:MultiFactorAuthPresent': 'false' } } }
    const bob = await w.user('bob', { p: { Version: '2012-10-17', Statement: deny } })
    const phone = await enableDevice(w, 'bob')
    const withMfa = callerOf(w, await w.call(GetSessionToken, { SerialNumber: phone.serial, TokenCode: phone.code(0) }, bob))
    const without = callerOf(w, await w.call(GetSessionToken, {}, bob))
    const may = async (caller: Caller) => 'output' in (await w.attempt(AssumeRole, SESSION, caller))
    expect({ key: await may(bob), without: await may(without), withMfa: await may(withMfa) }).toEqual(allowed)
  })
})
