import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { AssumeRole } from '../AssumeRole.js'
import { checkSessionPolicies } from './session-policies.js'

describe('an inline session policy', () => {
  it.each([
    [
      'well-formed',
      `${JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })}${' '.repeat(2_048)}`,
    ],
    ['no policy at all', '{'.repeat(1_000_000)],
  ])('that is too long for any token is refused before it is read: %s', (_what, Policy) => {
    const percent = Math.ceil((100 * Policy.length) / 2_048)
    const message = `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`
    expect(() => checkSessionPolicies({ Policy })).toThrow(expect.objectContaining({ code: 'PackedPolicyTooLarge', message }))
  })

  it('of a caller who may assume nothing costs no more than its length', async () => {
    const here = await world()
    const nobody = await here.user('nobody')
    const input = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/r`, RoleSessionName: 's', Policy: '['.repeat(1_000_000) }
    expect((await here.refusal(AssumeRole, input, nobody)).code).toBe('PackedPolicyTooLarge')
  })
})
