import { describe, expect, it } from 'vitest'
import type { Reader } from '../../../directory/state.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { AssumeRole } from '../AssumeRole.js'
import { checkManaged, checkSessionPolicies } from './session-policies.js'

describe('an inline session policy', () => {
  it.each([
    [
      'well-formed',
      `${JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })}${' '.repeat(2_048)}`,
    ],
    ['no policy at all', '{'.repeat(1_000_000)],
  ])('that is too long for any token is refused before it is parsed: %s', (_what, Policy) => {
    const percent = Math.ceil((100 * Policy.length) / 2_048)
    const message = `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`
    expect(() => checkSessionPolicies({ Policy })).toThrow(expect.objectContaining({ code: 'PackedPolicyTooLarge', message }))
  })

  it('costs no more than its length when the caller may not assume the role', async () => {
    const here = await world()
    const nobody = await here.user('nobody')
    const input = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/r`, RoleSessionName: 's', Policy: '['.repeat(1_000_000) }
    expect((await here.refusal(AssumeRole, input, nobody)).code).toBe('PackedPolicyTooLarge')
  })
})

describe('checkManaged', () => {
  const withText = (text: string, name: string) => {
    const arn = `arn:aws:iam::aws:policy/${name}`
    let reads = 0
    const policy = { name, arn, path: '/', defaultVersion: 'v1', createdAt: '', updatedAt: '', offset: 0, length: 0 }
    const document = () => {
      reads++
      return text
    }
    const awsManaged = { get: (asked: string) => (asked === arn ? policy : undefined), list: () => [policy], document }
    const check = () => checkManaged(arn, '111122223333', { state: {} as Reader, awsManaged })
    return { check, reads: () => reads }
  }

  it('parses a valid managed policy only once', () => {
    const { check, reads } = withText('{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}', 'Sound')
    for (let call = 0; call < 3; call++) expect(check).not.toThrow()
    expect(reads()).toBe(1)
  })

  it('refuses an invalid policy each time', () => {
    const { check } = withText('{"Statement":{"Effect":"Allow","Action":"s3:*"}}', 'Broken')
    for (let call = 0; call < 3; call++) expect(check).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument' }))
  })
})

describe('checkSessionPolicies', () => {
  const sound = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
  const broken = sound.replace('Allow', 'allow')

  it('refuses an invalid policy each time, also after a valid one', () => {
    for (const Policy of [broken, broken, sound, sound, broken]) {
      const check = () => checkSessionPolicies({ Policy })
      if (Policy === sound) expect(check).not.toThrow()
      else expect(check).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument' }))
    }
  })

  it.each([
    ['arn:aws-cn:s3:::b', 'Partition "aws-cn" is not valid for resource "arn:aws-cn:s3:::b".'],
    ['arn:aws:iam:eu-west-1:1:role/x', 'IAM resource arn:aws:iam:eu-west-1:1:role/x cannot contain region information.'],
    ['arn:aws:s3:eu-west-1::b', 'Resource arn:aws:s3:eu-west-1::b can not contain region information.'],
    ['arn:aws:iam::1:*/*', expect.stringContaining('IAM resource path must either be "*"')],
  ])('refuses the resource %s as IAM does', (resource, message) => {
    const check = () => checkSessionPolicies({ Policy: sound.replace('"*"}', `"${resource}"}`) })
    expect(check).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument', message }))
  })

  it('accepts white space around the policy', () => {
    expect(() => checkSessionPolicies({ Policy: `\n${sound}\n` })).not.toThrow()
  })

  it('accepts both versions', () => {
    for (const version of ['"Version":"2008-10-17",', ''])
      checkSessionPolicies({ Policy: sound.replace('"Version":"2012-10-17",', version) })
  })
})
