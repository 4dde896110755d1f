import { always } from '../../core/operation.js'
import { operation, signed } from './sts.js'

/** Returns who signed this request (STS API reference, GetCallerIdentity). It needs no permission, and no policy can deny it. */
export const GetCallerIdentity = operation('GetCallerIdentity', {
  summary: 'Returns who signed the request.',
  authorize: always('needs no permission; an explicit deny does not stop it (STS API reference)'),
  allowedInDisabledRegion: 'observed: aws-sdk-go-v2 issue 2846',
  handle(_input, caller) {
    const { userId, account, arn } = signed(caller)
    return { UserId: userId, Account: account, Arn: arn }
  },
})
