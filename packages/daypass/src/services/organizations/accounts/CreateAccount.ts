import { accountEmails } from '../../../directory/account/account-email.js'
import { type AccountCreationRecord, accountCreations } from '../../../directory/organizations/account-creation.js'
import { requireOrganization } from '../callers.js'
import { constraintViolation, invalidValue } from '../errors.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { checkName } from '../page.js'
import { checkTagList, createdWithTags } from '../tagging.js'
import { arePlacesTaken } from '../handshakes/pending.js'
import { isOrganizationFull } from './account.js'
import { creationOutput } from './account-creation.js'
import { makeAccount } from './new-account.js'

const DEFAULT_ROLE = 'OrganizationAccountAccessRole'

/**
 * Creates an account in the organization (Organizations API reference, CreateAccount). As on AWS the answer is that it is in progress, and how it went is
 * told by DescribeCreateAccountStatus; here it is done by the first time that is asked. IamUserAccessToBilling changes nothing: nothing here is billed.
 */
export const CreateAccount = organizationsOperation('CreateAccount', {
  summary: 'Makes an account in the organization, with a role to manage it.',
  actions: ['organizations:CreateAccount', 'organizations:TagResource'],
  check({ RoleName, Email, Tags }) {
    if (RoleName !== undefined && /^AWSServiceRoleFor/i.test(RoleName))
      throw invalidValue(
        'INVALID_ROLE_NAME',
        "You provided a role name that isn't valid. A role name can't begin with the reserved prefix AWSServiceRoleFor.",
      )
    checkName(Email)
    checkTagList(Tags)
  },
  authorize: ({ Tags }, caller, reads) => createdWithTags(wholePermission('organizations:CreateAccount', { caller, reads }), Tags),
  handle({ Email: email, AccountName: name, RoleName: roleName = DEFAULT_ROLE, Tags: tags }, caller, deps) {
    const { state, ids, clock } = deps
    const { organization } = requireOrganization(state, caller)
    if (arePlacesTaken(organization, deps) || isOrganizationFull(organization, deps))
      throw constraintViolation('ACCOUNT_NUMBER_LIMIT_EXCEEDED', 'You have exceeded the allowed number of AWS accounts.')
    const now = clock.now()
    const request = { organization: organization.id, id: accountCreations.newId(ids), name, requestedAt: now, completedAt: now }
    const isTaken = accountEmails.account(state, email) !== undefined
    const ended: AccountCreationRecord = isTaken
      ? { ...request, failure: 'EMAIL_ALREADY_EXISTS' }
      : { ...request, account: makeAccount(organization, { name, email, roleName, tags }, deps) }
    accountCreations.put(state, ended)
    const { Id, AccountName, RequestedTimestamp } = creationOutput(ended)
    return { CreateAccountStatus: { Id, AccountName, RequestedTimestamp, State: 'IN_PROGRESS' } }
  },
})
