import { type CompiledPolicies, combinePolicies, type PolicyKind } from '@daypass/policy'
import { parseIamArn, roleArn } from '../core/arn.js'
import type { Caller, ServiceCaller } from '../core/caller.js'
import type { AwsManagedPolicies } from '../directory/aws-managed-policies.js'
import { managedPolicy } from '../directory/policy.js'
import { getRole, getRoleById, type RoleRecord, roleRevision } from '../directory/role.js'
import type { Reader } from '../directory/state.js'
import { getUserById, type UserRecord, userRevision } from '../directory/user.js'
import type { CompiledDocuments, Document } from './compiled-documents.js'

const NO_POLICIES: CompiledPolicies = combinePolicies([])

const EVERYTHING: Document = {
  name: 'root user',
  kind: 'identity',
  version: '1',
  text: () => '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
}

/**
 * The policies that apply to a caller or a role, combined from compiled documents that all their users share. Nothing is kept per caller, so memory
 * depends on the number of documents, within a limit, and not on the number of callers.
 */
export class PolicySets {
  readonly #awsManaged: AwsManagedPolicies
  readonly #documents: CompiledDocuments

  constructor(awsManaged: AwsManagedPolicies, documents: CompiledDocuments) {
    this.#awsManaged = awsManaged
    this.#documents = documents
  }

  /** Inline and attached policies of the caller's user or role; undefined if there cannot be any. */
  identity(caller: Caller | ServiceCaller, state: Reader): CompiledPolicies | undefined {
    if (caller.kind === 'user') return this.#user(caller.id, state)
    // A federated session is limited to what its issuer may do; the root user may do everything.
    if (caller.kind === 'federated-user')
      return caller.issuer.kind === 'user' ? this.#user(caller.issuer.id, state) : this.#documents.get(EVERYTHING)
    if (caller.kind === 'role') {
      const role = getRoleById(state, caller.id)
      return role === undefined ? NO_POLICIES : this.#principal(role, roleRevision(state, role), state)
    }
    return undefined
  }

  /** The session's limits from when it was issued; undefined if there were none. */
  session(caller: Caller | ServiceCaller, state: Reader): CompiledPolicies | undefined {
    if (caller.kind === 'anonymous' || caller.kind === 'service' || caller.session === undefined) return undefined
    const { policy, policyArns } = caller.session
    if (policy === undefined && policyArns === undefined) return undefined
    const layer = this.#managed(policyArns ?? [], 'session', state)
    if (policy === undefined) return combinePolicies(layer)
    const own = this.#documents.ofText({ name: 'session policy', kind: 'session', text: () => policy }, caller.accessKeyId, policy)
    return combinePolicies([own, ...layer])
  }

  /**
   * The trust policy of the role with this ARN. A role that does not exist trusts nobody: it is evaluated too, so that it cannot be distinguished
   * from one that does not trust the caller.
   */
  trust(arn: string, state: Reader): CompiledPolicies {
    const role = findRole(arn, state)
    if (role === undefined) return NO_POLICIES
    const document = { name: arn, kind: 'trust' as const, text: () => role.trust }
    return this.#documents.ofText(document, `trust/${role.id}`, roleRevision(state, role))
  }

  #user(id: string, state: Reader): CompiledPolicies {
    const user = getUserById(state, id)
    return user === undefined ? NO_POLICIES : this.#principal(user, userRevision(state, user), state)
  }

  #principal(principal: UserRecord | RoleRecord, revision: number, state: Reader): CompiledPolicies {
    const layer: CompiledPolicies[] = []
    for (const name in principal.inlinePolicies) {
      const text = principal.inlinePolicies[name] as string
      layer.push(this.#documents.ofText({ name, kind: 'identity', text: () => text }, `${principal.id}/${name}`, revision))
    }
    return combinePolicies(layer.concat(this.#managed(principal.attachedPolicies, 'identity', state)))
  }

  /** Managed policies as they are now. A deleted one grants nothing. */
  #managed(arns: readonly string[], kind: PolicyKind, state: Reader): CompiledPolicies[] {
    const layer: CompiledPolicies[] = []
    for (const arn of arns) {
      const found = managedPolicy(state, this.#awsManaged, arn)
      if (found !== undefined) layer.push(this.#documents.get({ name: arn, kind, version: found.stamp, text: found.text }))
    }
    return layer
  }
}

/** The role of an ARN, which must include its path. */
export function findRole(arn: string, state: Reader): RoleRecord | undefined {
  const parts = parseIamArn(arn, 'role')
  const role = parts && getRole(state, parts.account, parts.name)
  return role !== undefined && roleArn(role.account, role.path, role.name) === arn ? role : undefined
}
