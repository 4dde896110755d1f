/**
 * identity-providers: the SAML and OpenID Connect providers of an account, as IAM keeps them.
 * Owns their keys, ARNs and quotas. Refuses nothing: what is stored here was validated by services/iam. Leaves the verification of assertions and tokens
 * to sts.
 */
import { type ProviderKind, parseProviderArn, providerArn } from '../../../core/arn.js'
import type { KeySpace } from '../../key-space.js'
import { defineResource, type Resource, ResourceError, resourceTags } from '../../resource.js'

/** What both kinds of identity provider have. */
export interface IdentityProviderRecord {
  readonly account: string
  /** The name of a SAML provider; host and path of the issuer of an OpenID Connect provider. */
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly tags: Readonly<Record<string, string>>
}

/** What distinguishes one kind from the other. */
export interface ProviderDefinition {
  readonly kind: ProviderKind
  readonly keys: KeySpace
  /** The messages for an ARN that names no provider, and for a name that is taken. */
  readonly notFound: (arn: string) => string
  readonly exists: (name: string) => string
}

/** One kind of identity provider. Requests name one by its ARN, compared exactly, and only those of the caller's account. */
export function providerResource<R extends IdentityProviderRecord>(
  definition: ProviderDefinition,
): Resource<R, [account: string, name: string]> {
  const { kind, keys, notFound, exists } = definition
  const providers: Resource<R, [account: string, name: string]> = defineResource({
    noun: kind,
    keys,
    at: ({ account, name }) => [account, name],
    arn: ({ account, name }) => providerArn(account, kind, name),
    find(state, account, arn) {
      const parts = parseProviderArn(arn, kind)
      return parts?.account === account ? providers.get(state, account, parts.name) : undefined
    },
    arnAsNamed: (_account, arn) => arn,
    owner: ({ account, name }) => parseProviderArn(name, kind)?.account ?? account,
    context: (provider) => resourceTags(provider?.tags, kind),
    notFound: (arn) => new ResourceError('NoSuchEntity', notFound(arn)),
    exists: (name) => new ResourceError('EntityAlreadyExists', exists(name)),
  })
  return providers
}
