import { anonymous } from '../../core/caller.js'
import { roles } from '../../directory/iam/role.js'
import { CreateSAMLProvider } from '../../services/iam/saml-providers/CreateSAMLProvider.js'
import { DeleteSAMLProvider } from '../../services/iam/saml-providers/DeleteSAMLProvider.js'
import { UpdateSAMLProvider } from '../../services/iam/saml-providers/UpdateSAMLProvider.js'
import { AssumeRoleWithSAML } from '../../services/sts/AssumeRoleWithSAML.js'
import { keyDescriptor, samlMetadata } from '../identity-providers/saml-metadata.js'
import { ACCOUNT, type World, type WorldOptions, world } from '../world.js'
import { ENTITY_ID, encoded, PROVIDER_ARN, ROLE_ARN } from './identity-provider.js'
import { KEYS, type KeyPair } from './key-pairs.js'

/** Metadata of the identity provider of the tests, with these keys. */
export const metadataOf = (keys: readonly KeyPair[] = [KEYS.rsa], attributes = ''): string =>
  samlMetadata({ entityId: ENTITY_ID, attributes, keys: keys.map(({ certificate }) => keyDescriptor([certificate])).join('') })

/** A statement that trusts the provider. */
export const trusting = (Condition: object = {}, Action: string | readonly string[] = 'sts:AssumeRoleWithSAML') => ({
  ...{ Effect: 'Allow', Principal: { Federated: PROVIDER_ARN }, Action, Condition },
})

const ALL = ['sts:AssumeRoleWithSAML', 'sts:TagSession', 'sts:SetSourceIdentity']

/** What a role of a test has. */
export interface RoleOf {
  readonly name?: string
  readonly account?: string
  readonly trust?: readonly object[]
  readonly policy?: object
}

/** Adds a role that, where nothing else is said, trusts the provider and may do everything. */
export const addRole = (here: World, given: RoleOf = {}): Promise<void> =>
  here.change((state) => {
    const { name = 'dev', account = ACCOUNT, trust = [trusting({}, ALL)], policy = { Effect: 'Allow', Action: '*', Resource: '*' } } = given
    const id = `AROA${name.toUpperCase().padEnd(17, 'A').slice(0, 17)}`
    const base = { account, name, path: '/', id, createdAt: 0, tags: {}, attachedPolicies: [], maxSessionDuration: 7_200 }
    const own = JSON.stringify({ Version: '2012-10-17', Statement: policy })
    roles.put(state, { ...base, inlinePolicies: { own }, trust: JSON.stringify({ Version: '2012-10-17', Statement: trust }) })
  })

/** A world with the provider `Corp` and the role `dev`. */
export async function federatedWorld(
  given: RoleOf = {},
  { provider = {}, ...options }: WorldOptions & { provider?: object } = {},
): Promise<World> {
  const here = await world(options)
  await here.call(CreateSAMLProvider, { Name: 'Corp', SAMLMetadataDocument: metadataOf(), ...provider })
  await addRole(here, given)
  return here
}

/** Makes another provider, changes one, or deletes one. */
export const createProvider = (here: World, Name: string, SAMLMetadataDocument: string) =>
  here.call(CreateSAMLProvider, { Name, SAMLMetadataDocument })
export const updateProvider = (here: World, SAMLProviderArn: string, over: object) =>
  here.call(UpdateSAMLProvider, { SAMLProviderArn, ...over })
export const deleteProvider = (here: World, SAMLProviderArn: string) => here.call(DeleteSAMLProvider, { SAMLProviderArn })

/** The request for a document. */
export const request = (document: string, over: object = {}) => ({
  ...{ RoleArn: ROLE_ARN, PrincipalArn: PROVIDER_ARN, SAMLAssertion: encoded(document) },
  ...over,
})

export const login = (here: World, document: string, over: object = {}) => here.call(AssumeRoleWithSAML, request(document, over), anonymous)

export const loginRefusal = (here: World, document: string, over: object = {}) =>
  here.refusal(AssumeRoleWithSAML, request(document, over), anonymous)
