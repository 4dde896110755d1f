import { always } from '../../core/operation.js'
import { operation, signed } from './sts.js'

/** Who signed this request (STS API reference, GetCallerIdentity): no permission is needed and none can take it away. */
export const GetCallerIdentity = operation('GetCallerIdentity', {
  summary: 'Returns who signed the request.',
  authorize: always('needs no permission; an explicit deny does not stop it (STS API reference)'),
  allowedInDisabledRegion: 'observed: aws-sdk-go-v2 issue 2846',
  handle(_input, caller) {
    const { userId, account, arn } = signed(caller)
    return { UserId: userId, Account: account, Arn: arn }
  },
})
