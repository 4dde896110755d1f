import { parseIamArn } from '../../core/arn.js'
import { ASSERTION_FORM } from '../../core/body.js'
import { WireError } from '../../core/error.js'
import { unsigned } from '../../core/operation.js'
import { checkSessionPolicies } from './session/session-policies.js'
import { operation } from './sts.js'

/** Temporary credentials of a role for a SAML login (STS API reference, AssumeRoleWithSAML). No SAML provider can be registered yet, so none vouches for anyone. */
export const AssumeRoleWithSAML = operation('AssumeRoleWithSAML', {
  summary: 'Issues temporary credentials of a role for a SAML assertion.',
  refused: 'there are no SAML providers in IAM yet',
  authorize: unsigned('the assertion of a SAML provider takes the place of a signature'),
  maxBody: ASSERTION_FORM,
  check(input) {
    if (parseIamArn(input.RoleArn, 'role') === undefined) throw new WireError('ValidationError', 'Request ARN is invalid')
    checkSessionPolicies(input)
  },
  handle() {
    throw new WireError('InvalidIdentityToken', "Specified provider doesn't exist.")
  },
})
