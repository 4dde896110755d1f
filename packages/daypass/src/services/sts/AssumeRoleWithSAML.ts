import { parseIamArn } from '../../core/arn.js'
import { ASSERTION_FORM } from '../../core/body.js'
import { unsigned } from '../../core/operation.js'
import { StsError } from './error.js'
import { checkSessionPolicies } from './session/session-policies.js'
import { operation } from './sts.js'

/** Temporary credentials of a role for a SAML login (STS API reference, AssumeRoleWithSAML). SAML providers cannot be registered yet, so it always fails. */
export const AssumeRoleWithSAML = operation('AssumeRoleWithSAML', {
  summary: 'Issues temporary credentials of a role for a SAML assertion.',
  unavailable: 'there are no SAML providers in IAM yet',
  authorize: unsigned('the assertion of a SAML provider takes the place of a signature'),
  maxBody: ASSERTION_FORM,
  check(input) {
    if (parseIamArn(input.RoleArn, 'role') === undefined) throw new StsError('ValidationError', 'Request ARN is invalid')
    checkSessionPolicies(input)
  },
  handle() {
    throw new StsError('InvalidIdentityToken', "Specified provider doesn't exist.")
  },
})
