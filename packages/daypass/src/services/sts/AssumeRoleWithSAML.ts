import { parseIamArn } from '../../core/arn.js'
import { ASSERTION_FORM } from '../../core/body.js'
import { unsigned } from '../../core/operation.js'
import { samlProviders } from '../../directory/iam/identity-providers/saml-provider.js'
import { StsError } from './error.js'
import { checkSessionPolicies } from './session/session-policies.js'
import { operation } from './sts.js'

const NONE = "Specified provider doesn't exist."
const NOT_VERIFIED = 'Assertions of SAML providers are not verified by this version of daypass.'

/**
 * Temporary credentials of a role for a SAML login (STS API reference, AssumeRoleWithSAML). Assertions are not verified yet: for an unknown provider
 * the answer is the error that AWS returns, and for one of the role's account a refusal that says why.
 */
export const AssumeRoleWithSAML = operation('AssumeRoleWithSAML', {
  summary: 'Issues temporary credentials of a role for a SAML assertion.',
  unavailable: 'assertions of SAML providers are not verified yet',
  authorize: unsigned('the assertion of a SAML provider takes the place of a signature'),
  maxBody: ASSERTION_FORM,
  check(input) {
    if (parseIamArn(input.RoleArn, 'role') === undefined) throw new StsError('ValidationError', 'Request ARN is invalid')
    checkSessionPolicies(input)
  },
  handle({ RoleArn, PrincipalArn }, _caller, { state }) {
    const account = parseIamArn(RoleArn, 'role')?.account
    const provider = account === undefined ? undefined : samlProviders.find(state, account, PrincipalArn)
    throw new StsError('InvalidIdentityToken', provider === undefined ? NONE : NOT_VERIFIED)
  },
})
