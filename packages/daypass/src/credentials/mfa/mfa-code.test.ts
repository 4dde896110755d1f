import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { MfaDeviceRecord } from '../../directory/iam/mfa-device.js'
import { ACCOUNT, START, world } from '../../testing/world.js'
import { checkCode, checkTwoCodes, sealSeed } from './mfa-code.js'
import { codeOf, stepAt } from './totp.js'

const SERIAL = `arn:aws:iam::${ACCOUNT}:mfa/phone`
const MINUTE = 60_000
const plain = Buffer.alloc(40, 9)
const NOW = stepAt(START)
/** The code of a step, counted from the current step of the wall clock. */
const code = (step: number) => codeOf(createSecretKey(plain), NOW + step)

async function setUp() {
  const w = await world()
  const { ring, ids } = w
  const seed = w.read((state) => sealSeed({ serial: SERIAL, seed: plain, ring, state, ids }))
  const fresh: MfaDeviceRecord = {
    account: ACCOUNT,
    name: 'phone',
    path: '/',
    tags: {},
    seed,
    holder: 'AIDAQAAAAAAAAAAAAAAAA',
    drift: 0,
    failures: 0,
  }
  const one = (device: MfaDeviceRecord, given: string, wall = START) => w.read((state) => checkCode(device, given, { ring, state, wall }))
  const two = (device: MfaDeviceRecord, codes: [string, string], wall = START) =>
    w.read((state) => checkTwoCodes(device, codes, { ring, state, wall }))
  return { fresh, one, two }
}

describe('a code', () => {
  it.each([
    [-2, 'wrong'],
    [-1, 'right'],
    [0, 'right'],
    [1, 'right'],
    [2, 'wrong'],
  ])('of step %d is %s', async (step, verdict) => {
    const { fresh, one } = await setUp()
    expect(one(fresh, code(step)).verdict).toBe(verdict)
    expect(one({ ...fresh, drift: 50 }, code(step + 50)).verdict).toBe(verdict)
    expect(one({ ...fresh, drift: -50 }, code(step - 50)).verdict).toBe(verdict)
  })

  it('is consumed together with every earlier code', async () => {
    const { fresh, one } = await setUp()
    const { device } = one(fresh, code(0))
    expect(device).toEqual({ ...fresh, lastStep: NOW })
    expect([-1, 0, 1].map((step) => one(device, code(step)).verdict)).toEqual(['wrong', 'wrong', 'right'])
  })

  it('that is not six digits is wrong', async () => {
    const { fresh, one } = await setUp()
    expect(['', '0', 'ééé', `${code(0)}0`].map((given) => one(fresh, given).verdict)).toEqual(['wrong', 'wrong', 'wrong', 'wrong'])
  })

  it('is checked against a seed that opens for its own device only', async () => {
    const { fresh, one } = await setUp()
    expect(JSON.stringify(fresh)).not.toContain(plain.toString('base64'))
    expect(() => one({ ...fresh, name: 'other' }, code(0))).toThrow(`the seed of arn:aws:iam::${ACCOUNT}:mfa/other does not open`)
  })
})

describe('wrong codes', () => {
  const fail = async (times: number) => {
    const { fresh, one, ...rest } = await setUp()
    let device = fresh
    let wall = START
    for (let i = 0; i < times; i++) {
      wall = Math.max(wall, device.lockedUntil ?? 0)
      device = one(device, code(500), wall).device
    }
    return { device, wall, one, ...rest }
  }

  it.each([
    [1, undefined],
    [4, undefined],
    [5, MINUTE],
    [6, 2 * MINUTE],
    [10, 32 * MINUTE],
    [11, 60 * MINUTE],
    [2_000, 60 * MINUTE],
  ])('%d in a row lock the device for %d milliseconds', async (times, lock) => {
    const { device, wall } = await fail(times)
    expect(device.failures).toBe(times)
    expect(device.lockedUntil).toBe(lock === undefined ? undefined : wall + lock)
  })

  it('lock the device: a right code is then neither accepted nor consumed, and nothing is counted', async () => {
    const { device, one, two } = await fail(5)
    for (const checked of [one(device, code(0)), one(device, code(500)), two(device, [code(0), code(1)])]) {
      expect(checked.verdict).toBe('locked')
      expect(checked.device).toBe(device)
    }
    expect(one(device, code(2), START + MINUTE - 1).verdict).toBe('locked')
    expect(one(device, code(2), START + MINUTE).verdict).toBe('right')
  })

  it('never lock longer than a lock from now would, even if the clock was ahead when they were counted', async () => {
    const { device, one, two } = await fail(5)
    const ahead = { ...device, lockedUntil: START + 365 * 24 * 60 * MINUTE }
    const checked = one(ahead, code(0))
    expect(checked).toEqual({ verdict: 'locked', device: { ...device, lockedUntil: START + MINUTE } })
    expect(two({ ...ahead, failures: 500 }, [code(0), code(1)]).device.lockedUntil).toBe(START + 60 * MINUTE)
    expect(one(checked.device, code(2), START + MINUTE).verdict).toBe('right')
  })

  it('are not counted on a device without a user, and its lock is ignored', async () => {
    const { device, one, two } = await fail(5)
    const nobodys = { ...device, holder: undefined }
    expect(two(nobodys, [code(500), code(501)])).toEqual({ verdict: 'wrong', device: nobodys })
    expect(one(nobodys, code(500)).device).toBe(nobodys)
    expect(two(nobodys, [code(0), code(1)])).toMatchObject({ verdict: 'right', device: { failures: 0, lockedUntil: undefined } })
  })

  it('do not include repeated codes: a right code that is sent again is rejected but not counted', async () => {
    const { fresh, one, two } = await setUp()
    const { device } = two(fresh, [code(-1), code(0)])
    for (const step of [-1, 0]) expect(one(device, code(step))).toEqual({ verdict: 'wrong', device })
    expect(two(device, [code(-1), code(0)])).toEqual({ verdict: 'wrong', device })
    expect(one(device, code(-2)).device.failures).toBe(1)
    expect(two(device, [code(0), code(1)]).device.failures).toBe(1)
    expect(one({ ...device, lastStep: NOW + 500 }, code(500)).device.failures).toBe(1)
  })

  it('are reset by a right one', async () => {
    const { device, one } = await fail(4)
    expect(one(device, code(0)).device).toMatchObject({ failures: 0, lockedUntil: undefined })
    const { device: locked } = await fail(6)
    const free = one(locked, code(10), START + 5 * MINUTE)
    expect(free).toMatchObject({ verdict: 'right', device: { failures: 0, lockedUntil: undefined } })
    expect(one(free.device, code(500), START + 5 * MINUTE).device.lockedUntil).toBeUndefined()
  })
})

describe('two codes in a row', () => {
  it.each<[number, number | undefined]>([
    [-60, -60],
    [-2, -2],
    [-1, 0],
    [0, 0],
    [1, 0],
    [2, 2],
    [60, 60],
    [61, undefined],
    [-61, undefined],
  ])('with the second one of step %d give a drift of %d steps', async (step, drift) => {
    const { fresh, two } = await setUp()
    const checked = two(fresh, [code(step - 1), code(step)])
    expect(checked.verdict).toBe(drift === undefined ? 'wrong' : 'right')
    expect(checked.device).toMatchObject(drift === undefined ? { drift: 0, failures: 1 } : { drift, lastStep: NOW + step })
  })

  it('replace the previous drift, and are searched for around the wall clock', async () => {
    const { fresh, two } = await setUp()
    expect(two({ ...fresh, drift: 60 }, [code(-31), code(-30)]).device.drift).toBe(-30)
    expect(two({ ...fresh, drift: 60 }, [code(69), code(70)]).verdict).toBe('wrong')
  })

  it('are consumed, and must both be unused', async () => {
    const { fresh, one, two } = await setUp()
    const { device } = two(fresh, [code(-1), code(0)])
    expect([-1, 0, 1].map((step) => one(device, code(step)).verdict)).toEqual(['wrong', 'wrong', 'right'])
    expect(two(device, [code(-1), code(0)]).verdict).toBe('wrong')
    expect(two(device, [code(0), code(1)]).verdict).toBe('wrong')
    expect(two(device, [code(1), code(2)]).verdict).toBe('right')
  })
})
