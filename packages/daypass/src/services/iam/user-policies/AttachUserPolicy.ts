import { users } from '../../../directory/iam/user.js'
import { attachPolicy } from '../attached-policy.js'
import { operation } from '../iam.js'
import { checkPolicyArn } from '../policies/policy.js'
import { userPermission } from '../users/user.js'

/** Attaches a managed policy to a user; nothing happens when it is attached already (IAM API reference, AttachUserPolicy). */
export const AttachUserPolicy = operation('AttachUserPolicy', {
  summary: 'Attaches a managed policy to a user.',
  actions: ['iam:AttachUserPolicy'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [
    userPermission('iam:AttachUserPolicy', { account, name: input.UserName, state }, { 'iam:PolicyARN': input.PolicyArn }),
  ],
  handle(input, { account }, deps) {
    const principal = users.require(deps.state, account, input.UserName)
    users.put(deps.state, attachPolicy('user', { principal, arn: input.PolicyArn }, deps))
  },
})
