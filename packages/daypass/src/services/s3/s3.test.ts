import { describe, expect, it } from 'vitest'
import { anonymous, type Caller } from '../../core/caller.js'
import { ACCOUNT, root } from '../../testing/world.js'
import { notImplemented } from './errors.js'
import { accessDenied } from './s3.js'

describe('an access denied error', () => {
  const message =
    'User: arn is not authorized to perform: s3:GetObject on resource: r because no identity-based policy allows the s3:GetObject action'
  const decision = { allowed: false, outcome: 'implicitDeny', decidedBy: 'identity', message, reason: 'why' } as const
  const refused = (caller: Caller, resourceAccount?: string) =>
    accessDenied({ caller, question: { action: 's3:GetObject', resource: 'r', resourceAccount }, decision })

  it.each([
    ['to the account that owns the resource, has the full text', root, ACCOUNT, message],
    ['without another account, has the full text', root, undefined, message],
    ['to another account, has two words', root, '111111111111', 'Access Denied'],
    ['to an unsigned caller, has two words', anonymous, '', 'Access Denied'],
  ])('%s', (_title, caller, owner, text) => {
    const error = refused(caller, owner)
    expect([error.code, error.message, error.detail.reason]).toEqual(['AccessDenied', text, 'why'])
  })
})

it('an error about what is not supported says what that is, because the sentence of S3 does not', () => {
  expect(notImplemented('x-amz-storage-class').detail).toMatchObject({
    fields: { Header: 'x-amz-storage-class' },
    explanation: 'x-amz-storage-class is not supported by this version of daypass.',
  })
})
