import { describe, expect, it } from 'vitest'
import { grantedServices } from './granted-services.js'

const granted = (...statements: object[]) => {
  const grants = grantedServices(JSON.stringify({ Version: '2012-10-17', Statement: statements.map((one) => ({ Resource: '*', ...one })) }))
  return ['iam', 's3', 'sts'].filter(grants)
}

describe('the services that a policy grants', () => {
  it.each<[string, object, readonly string[]]>([
    ['one action', { Effect: 'Allow', Action: 's3:GetObject' }, ['s3']],
    ['actions of several services, in any letter case', { Effect: 'Allow', Action: ['S3:Get*', 'STS:*'] }, ['s3', 'sts']],
    ['every action', { Effect: 'Allow', Action: '*' }, ['iam', 's3', 'sts']],
    ['every service', { Effect: 'Allow', Action: '*:Get*' }, ['iam', 's3', 'sts']],
    ['all but a service', { Effect: 'Allow', NotAction: 'iam:*' }, ['s3', 'sts']],
    ['all but some actions of a service', { Effect: 'Allow', NotAction: 'iam:Create*' }, ['iam', 's3', 'sts']],
    ['all but everything', { Effect: 'Allow', NotAction: '*' }, []],
    ['a Deny', { Effect: 'Deny', Action: 's3:*' }, []],
    ['all but something denied', { Effect: 'Deny', NotAction: 's3:*' }, []],
  ])('are those of %s', (_name, statement, services) => {
    expect(granted(statement)).toEqual(services)
  })

  it('are those of all statements, and a Deny takes none away', () => {
    expect(granted({ Effect: 'Allow', Action: 's3:*' }, { Effect: 'Allow', Action: 'iam:*' }, { Effect: 'Deny', Action: '*' })).toEqual([
      'iam',
      's3',
    ])
  })

  it('are none of a document that does not parse', () => {
    expect(['iam', 's3'].filter(grantedServices('{'))).toEqual([])
  })
})
