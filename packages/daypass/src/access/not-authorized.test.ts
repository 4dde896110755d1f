import { describe, expect, it } from 'vitest'
import { anonymous } from '../core/caller.js'
import { notAuthorized } from './not-authorized.js'

const bob = { arn: 'arn:aws:iam::111122223333:user/bob' }
const why = { action: 'sts:AssumeRoot', reason: 'for the audit' }

describe('a refusal that no policy decided', () => {
  it.each([
    ['who and what', bob, why, `User: ${bob.arn} is not authorized to perform: sts:AssumeRoot`],
    [
      'the resource',
      bob,
      { ...why, resource: 'arn:x' },
      `User: ${bob.arn} is not authorized to perform: sts:AssumeRoot on resource: arn:x`,
    ],
    ['why', bob, { ...why, because: 'because of x' }, `User: ${bob.arn} is not authorized to perform: sts:AssumeRoot because of x`],
    ['that nobody signed', anonymous, why, 'User: anonymous is not authorized to perform: sts:AssumeRoot'],
  ])('says %s', (_what, caller, given, message) => {
    expect(notAuthorized(caller, given)).toMatchObject({ code: 'AccessDenied', message, detail: { reason: 'for the audit' } })
  })
})
