import { describe, expect, it } from 'vitest'
import { callerOfArn, callerOfRole, callerOfUser, someoneOf } from './simulated-caller.js'

const ACCOUNT = '111122223333'
const iam = (rest: string) => `arn:aws:iam::${ACCOUNT}:${rest}`
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/n/s`
const record = {
  account: ACCOUNT,
  name: 'n',
  path: '/p/',
  createdAt: 0,
  tags: { Team: 'x' },
  inlinePolicies: {},
  attachedPolicies: [],
}
const user = { ...record, id: 'AIDAQAAAAAAAAAAAAAAAA', accessKeyIds: [] }
const role = { ...record, id: 'AROAQAAAAAAAAAAAAAAAA', trust: '{}', maxSessionDuration: 3600 }
const roleKeys = {
  'aws:principaltype': 'AssumedRole',
  'aws:principalaccount': ACCOUNT,
  'aws:principalarn': iam('role/p/n'),
  'aws:principalisawsservice': 'false',
  'aws:principaltag/team': 'x',
}

describe('the keys of a simulated caller', () => {
  it('are everything that is known about an existing user', () => {
    expect(Object.fromEntries(callerOfUser(user).keys)).toEqual({
      'aws:principaltype': 'User',
      'aws:principalaccount': ACCOUNT,
      'aws:principalarn': iam('user/p/n'),
      'aws:principalisawsservice': 'false',
      'aws:username': 'n',
      'aws:userid': user.id,
      'aws:principaltag/team': 'x',
    })
  })

  it('are everything that is known about an existing role, and about its session if that has a name', () => {
    expect(Object.fromEntries(callerOfRole(role).keys)).toEqual(roleKeys)
    expect(Object.fromEntries(callerOfRole(role, 's').keys)).toEqual({ ...roleKeys, 'aws:userid': `${role.id}:s` })
    expect(callerOfRole(role, 's').principal.arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/n/s`)
  })

  it('are what the ARN contains if only that is given', () => {
    expect(callerOfArn(iam('user/p/n'))?.keys.get('aws:username')).toBe('n')
    expect(callerOfArn(iam('user/p/n'))?.keys.has('aws:userid')).toBe(false)
    expect(callerOfArn(iam('role/p/n'))?.keys.get('aws:principalarn')).toBe(iam('role/p/n'))
    expect(callerOfArn(SESSION, iam('role/p/n'))?.keys.get('aws:principalarn')).toBe(iam('role/p/n'))
  })

  it('are empty for a caller that nothing is known about', () => {
    expect(someoneOf(ACCOUNT).keys.size).toBe(0)
  })
})

describe('a simulated caller', () => {
  it('is service-linked where its role is, whatever the path; by the path where there is no role', () => {
    const path = '/aws-service-role/x/'
    expect(callerOfRole({ ...role, path, ownedBy: 'service' }).principal.serviceLinked).toBe(true)
    expect(callerOfRole({ ...role, path }).principal.serviceLinked).toBeUndefined()
    expect(callerOfArn(`arn:aws:iam::${ACCOUNT}:role${path}r`)?.principal.serviceLinked).toBe(true)
  })

  it.each([undefined, iam('role/other'), 'arn:aws:iam::444455556666:role/n', iam('user/n'), SESSION])(
    'is not a session of a role when the role is %s',
    (role) => {
      expect(callerOfArn(SESSION, role)).toBeUndefined()
    },
  )

  it.each([
    iam('root'),
    iam('group/g'),
    iam('user/'),
    'arn:aws:iam::aws:user/n',
    `arn:aws:sts::${ACCOUNT}:federated-user/n`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/n`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/p/n/s`,
    'ec2.amazonaws.com',
    '*',
  ])('is never %s', (arn) => {
    expect(callerOfArn(arn)).toBeUndefined()
  })
})
