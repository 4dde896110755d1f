import { describe, expect, it } from 'vitest'
import type { Session, SignedCaller } from '../core/caller.js'
import { isOptInRegion, REGIONS } from '../core/region.js'
import { changeAccountSettings } from '../directory/account/account-settings.js'
import { iam, s3 } from '../testing/made-service.js'
import { root, START, world } from '../testing/world.js'
import { unusableIn } from './region-gate.js'

const session = (tokenVersion?: 1 | 2): Session => ({
  kind: 'get-session-token',
  issuedAt: START,
  expiresAt: START + 3_600_000,
  tokenVersion,
})
const callers = {
  'a long-term key': root,
  'a token of version 1': { ...root, session: session(1) },
  'a token of version 2': { ...root, session: session(2) },
  'a token made before there were versions': { ...root, session: session() },
} satisfies Record<string, SignedCaller>

async function gate(disabledRegions: readonly string[] = []) {
  const here = await world()
  await here.change((state) => changeAccountSettings(state, root.account, { disabledRegions }))
  return (region: string, caller: SignedCaller, operation: { allowedInDisabledRegion?: string } = {}) =>
    here.read((state) => unusableIn(region, caller, { state, operation }))
}

describe('the validity of credentials in a region', () => {
  it.each<[keyof typeof callers, string | undefined]>([
    ['a long-term key', undefined],
    ['a token of version 1', 'version-1-token'],
    ['a token of version 2', undefined],
    ['a token made before there were versions', undefined],
  ])('%s is valid in every region enabled by default; in opt-in regions: %s', async (name, expected) => {
    const unusable = await gate()
    for (const region of REGIONS)
      expect([region, unusable(region, callers[name])]).toEqual([region, isOptInRegion(region) ? expected : undefined])
  })

  it.each<[keyof typeof callers, string]>([
    ['a long-term key', 'region-disabled'],
    ['a token of version 1', 'version-1-token'],
    ['a token of version 2', 'region-disabled'],
  ])('%s is rejected in a region that its account has disabled, and valid in the others', async (name, expected) => {
    const unusable = await gate(['ap-east-1'])
    expect(unusable('ap-east-1', callers[name])).toBe(expected)
    expect(unusable('us-east-1', callers[name])).toBeUndefined()
    expect(unusable('ap-east-1', { ...callers['a long-term key'], account: '111122223333' })).toBeUndefined()
  })

  it('allows operations that also work in disabled regions, but not with a token of version 1', async () => {
    const unusable = await gate(['ap-east-1'])
    const operation = { allowedInDisabledRegion: 'a rule' }
    expect(unusable('ap-east-1', callers['a token of version 2'], operation)).toBeUndefined()
    expect(unusable('ap-east-1', callers['a token of version 1'], operation)).toBe('version-1-token')
  })

  it('always allows regions that are enabled by default, whatever the record says', async () => {
    expect((await gate(['us-east-1']))('us-east-1', root)).toBeUndefined()
  })

  it('is rejected with the error of the service', () => {
    expect(iam.errors.credentials['version-1-token']('ASIA').code).toBe('InvalidClientTokenId')
    expect(iam.errors.credentials['region-disabled']('AKIA').code).toBe('InvalidClientTokenId')
    expect(s3.errors.credentials['version-1-token']('ASIA').code).toBe('InvalidToken')
    expect(s3.errors.credentials['region-disabled']('AKIA').code).toBe('InvalidAccessKeyId')
  })
})
