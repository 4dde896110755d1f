import { notAuthorized } from '../../../access/not-authorized.js'
import { operation } from '../iam.js'
import { delegationRequestArn, NO_REQUESTS } from './delegation-request.js'

/**
 * Asks an account for temporary access (IAM API reference, CreateDelegationRequest: "not available for general use"). After the caller's own policies
 * have allowed it, it is refused in the usual words: nobody here is a partner of AWS.
 */
export const CreateDelegationRequest = operation('CreateDelegationRequest', {
  summary: 'Asks an account for temporary access, as a partner of AWS.',
  actions: ['iam:CreateDelegationRequest'],
  unavailable: NO_REQUESTS,
  authorize: (input, { account }) => [
    {
      action: 'iam:CreateDelegationRequest',
      resource: delegationRequestArn(account, '*'),
      context: {
        'iam:DelegationDuration': String(input.SessionDuration),
        'iam:NotificationChannel': input.NotificationChannel,
        'iam:TemplateArn': input.Permissions.PolicyTemplateArn,
      },
    },
  ],
  handle(_input, caller) {
    const resource = delegationRequestArn(caller.account, '*')
    throw notAuthorized(caller, { action: 'iam:CreateDelegationRequest', resource, reason: 'no partner of AWS' })
  },
})
