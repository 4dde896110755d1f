/**
 * root-features: central management of the root users of an organization's accounts. Owns who may switch it. There is no organization yet, so that
 * every call is refused as AWS refuses it in an account without one; the effects of a feature belong to sts and to the operations on root users.
 */
import type { WireError } from '../../../core/error.js'
import { IamError } from '../error.js'
import { operation } from '../iam.js'

type Names = `${'Disable' | 'Enable'}OrganizationsRoot${'CredentialsManagement' | 'Sessions'}` | 'ListOrganizationsFeatures'

/** The first error in AWS's list that applies: without an organization nothing else can be told. AWS's text is not known; `Unknown` stands in for such. */
const organizationNotFound = (): WireError => new IamError('OrganizationNotFoundException', 'Unknown')

/** An operation on the root features of an organization (IAM API reference, EnableOrganizationsRootSessions and the like). */
export function rootFeatureOperation<Name extends Names>(name: Name, summary: string) {
  const action = `iam:${name}`
  return operation(name, {
    summary,
    actions: [action],
    unavailable: 'there is no organization yet, and the features are those of its accounts',
    authorize: () => [{ action, resource: '*' }],
    handle() {
      throw organizationNotFound()
    },
  })
}
