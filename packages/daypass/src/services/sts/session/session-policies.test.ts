import { describe, expect, it } from 'vitest'
import type { Reader } from '../../../directory/state.js'
import { checkManaged, checkSessionPolicies } from './session-policies.js'

describe('checkManaged', () => {
  const arn = 'arn:aws:iam::aws:policy/Some'
  const withText = (text: string) => {
    let reads = 0
    const policy = { name: 'Some', arn, path: '/', defaultVersion: 'v1', createdAt: '', updatedAt: '', offset: 0, length: 0 }
    const document = () => {
      reads++
      return text
    }
    const awsManaged = { get: (asked: string) => (asked === arn ? policy : undefined), list: () => [policy], document }
    const check = () => checkManaged(arn, '111122223333', { state: {} as Reader, awsManaged })
    return { check, reads: () => reads }
  }

  it("reads a sound policy of AWS's once", () => {
    const { check, reads } = withText('{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}')
    for (let call = 0; call < 3; call++) expect(check).not.toThrow()
    expect(reads()).toBe(1)
  })

  it('refuses one that is not understood each time', () => {
    const { check } = withText('{"Statement":{"Effect":"Allow","Action":"s3:*"}}')
    for (let call = 0; call < 3; call++) expect(check).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument' }))
  })
})

describe('checkSessionPolicies', () => {
  const sound = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
  const broken = sound.replace('Allow', 'allow')

  it('refuses a broken policy each time, also after a sound one', () => {
    for (const Policy of [broken, broken, sound, sound, broken]) {
      const check = () => checkSessionPolicies({ Policy })
      if (Policy === sound) expect(check).not.toThrow()
      else expect(check).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument' }))
    }
  })
})
