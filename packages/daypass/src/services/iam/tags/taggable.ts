import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import { instanceProfiles } from '../../../directory/iam/instance-profile.js'
import { mfaDevices } from '../../../directory/iam/mfa-device.js'
import { policies } from '../../../directory/iam/policy.js'
import { roles } from '../../../directory/iam/role.js'
import { serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import { users } from '../../../directory/iam/user.js'
import type { Resource } from '../../../directory/resource.js'
import type { IamReads } from '../iam.js'
import { checkOidcArn } from '../oidc-providers/oidc-provider.js'
import { checkPolicyArn, readPolicyPermission, requireOwnPolicy, requirePolicy } from '../policies/policy.js'
import { checkSamlArn } from '../saml-providers/saml-provider.js'

/** The tags of a record. */
export type Tags = Readonly<Record<string, string>>

/** A kind of thing that has tags. Its three operations are declared once, for all kinds. */
export interface Taggable<R extends { readonly tags: Tags }> {
  /** Its name in the support table: `a user`. */
  readonly called: string
  /** The parameter of a request that names one. */
  readonly field:
    | 'UserName'
    | 'RoleName'
    | 'PolicyArn'
    | 'SerialNumber'
    | 'InstanceProfileName'
    | 'ServerCertificateName'
    | 'OpenIDConnectProviderArn'
    | 'SAMLProviderArn'
  /** Keys that differ by case alone are one key; a new spelling stands in for the old (IAM user guide, "Rules for tagging"). */
  readonly ignoresCase: boolean
  readonly resource: Pick<Resource<R, never>, 'permission' | 'put' | 'require'>
  /** Refuses an invalid name. */
  readonly check: (name: string) => void
  readonly readPermission: Resource<R, never>['permission']
  readonly readTags: (reads: IamReads, account: string, name: string) => Tags
}

const taggable = <R extends { readonly tags: Tags }>(
  resource: Taggable<R>['resource'],
  told: Pick<Taggable<R>, 'called' | 'field' | 'ignoresCase'>,
): Taggable<R> => ({
  ...told,
  resource,
  check: () => {},
  readPermission: resource.permission,
  readTags: ({ state }, account, name) => resource.require(state, account, name).tags,
})

/** Users and their tags. */
export const taggedUsers = taggable(users, { called: 'a user', field: 'UserName', ignoresCase: true })

/** Roles and their tags. */
export const taggedRoles = taggable(roles, { called: 'a role', field: 'RoleName', ignoresCase: true })

/** Virtual MFA devices and their tags. */
export const taggedDevices = taggable(mfaDevices, { called: 'a virtual MFA device', field: 'SerialNumber', ignoresCase: false })

/** Instance profiles and their tags. */
export const taggedInstanceProfiles = taggable(instanceProfiles, {
  called: 'an instance profile',
  field: 'InstanceProfileName',
  ignoresCase: false,
})

/** Server certificates and their tags. */
export const taggedServerCertificates = taggable(serverCertificates, {
  called: 'a server certificate',
  field: 'ServerCertificateName',
  ignoresCase: false,
})

/** OpenID Connect providers and their tags. */
export const taggedOidcProviders = {
  ...taggable(oidcProviders, { called: 'an OpenID Connect provider', field: 'OpenIDConnectProviderArn', ignoresCase: false }),
  check: checkOidcArn,
}

/** SAML providers and their tags. */
export const taggedSamlProviders = {
  ...taggable(samlProviders, { called: 'a SAML provider', field: 'SAMLProviderArn', ignoresCase: false }),
  check: checkSamlArn,
}

/** Managed policies and their tags. AWS's own have none, and cannot be given any. */
export const taggedPolicies = {
  ...taggable({ ...policies, require: requireOwnPolicy }, { called: 'a managed policy', field: 'PolicyArn', ignoresCase: false }),
  check: checkPolicyArn,
  readPermission: readPolicyPermission,
  readTags(reads: IamReads, account: string, arn: string): Tags {
    const policy = requirePolicy(reads, account, arn)
    return 'own' in policy ? policy.own.tags : {}
  },
}
