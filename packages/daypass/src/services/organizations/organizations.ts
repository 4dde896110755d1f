/**
 * organizations: AWS Organizations: the tree of an organization, its accounts, its policies for services and resources, invitations, delegation. One
 * folder per kind of thing. Refuses callers outside of their place in the organization, and types of policies that nothing here enforces.
 * Leaves the evaluation of policies to access, and the stored records to directory. May know: core, wire, directory, credentials, access; no other
 * service.
 */
import { type AskingDefinition, askingOperationOf, type Operation } from '../../core/operation.js'
import type { OrganizationsOperations } from '../../wire/generated/organizations.js'
import { requireCallersPlace } from './callers.js'
import type { OrganizationsDeps, OrganizationsName, OrganizationsReads } from './organizations-deps.js'

/** An operation of Organizations. */
export type OrganizationsOperation = Operation<OrganizationsReads, OrganizationsDeps>

type Own<Name extends OrganizationsName> = AskingDefinition<
  OrganizationsOperations[Name]['input'],
  OrganizationsOperations[Name]['output'],
  OrganizationsReads,
  OrganizationsDeps
>

const declare = askingOperationOf<OrganizationsOperations, OrganizationsReads, OrganizationsDeps>('organizations')

/**
 * Declares an operation. Each requires a permission, and then a place in the organization: policies are judged first, so that who may not call it learns
 * nothing of the organization.
 */
export function organizationsOperation<Name extends OrganizationsName>(
  name: Name,
  definition: Own<Name>,
): ReturnType<typeof declare<Name>> {
  const handle: Own<Name>['handle'] = (input, caller, deps) => {
    requireCallersPlace(name, { caller, deps, asked: () => definition.authorize(input, caller, { ...deps, isUnseen: true }) })
    return definition.handle(input, caller, deps)
  }
  return declare(name, { ...definition, handle })
}
