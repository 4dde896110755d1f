import { describe, expect, it } from 'vitest'
import { credentialsIn, credentialVariables, expiryText } from './temporary-credentials.js'

const ANSWER = { AccessKeyId: 'ASIAQAAAAAAAAAAAAAAA', SecretAccessKey: 's3cr3t/+', SessionToken: 'IQoJ/+=', Expiration: 1_763_856_000 }

describe('temporary credentials in an answer', () => {
  it('become variables and a time', () => {
    const given = credentialsIn(ANSWER)
    expect(credentialVariables(given)).toEqual({
      ...{ AWS_ACCESS_KEY_ID: 'ASIAQAAAAAAAAAAAAAAA', AWS_SECRET_ACCESS_KEY: 's3cr3t/+', AWS_SESSION_TOKEN: 'IQoJ/+=' },
    })
    expect(expiryText(given)).toBe('2025-11-23T00:00:00Z')
  })

  it.each([
    undefined,
    {},
    { ...ANSWER, AccessKeyId: 'x y' },
    { ...ANSWER, SecretAccessKey: 'a\nb' },
    { ...ANSWER, SessionToken: '' },
    { ...ANSWER, Expiration: '2025' },
  ])('are not passed on in another form: %j', (answer) => {
    expect(() => credentialsIn(answer)).toThrow(/temporary credentials/)
  })
})
