import { users } from '../../../directory/iam/user.js'
import { detachPolicy } from '../attached-policy.js'
import { operation } from '../iam.js'
import { checkPolicyArn } from '../policies/policy.js'
import { userPermission } from '../users/user.js'

/** Detaches a managed policy from a user (IAM API reference, DetachUserPolicy). */
export const DetachUserPolicy = operation('DetachUserPolicy', {
  summary: 'Detaches a managed policy from a user.',
  actions: ['iam:DetachUserPolicy'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [
    userPermission('iam:DetachUserPolicy', { account, name: input.UserName, state }, { 'iam:PolicyARN': input.PolicyArn }),
  ],
  handle(input, { account }, deps) {
    const principal = users.require(deps.state, account, input.UserName)
    users.put(deps.state, detachPolicy('user', { principal, arn: input.PolicyArn }, deps))
  },
})
