import { type CompiledPolicies, combinePolicies, type PolicyKind } from '@daypass/policy'
import { parseIamArn } from '../core/arn.js'
import type { Asker, Session } from '../core/caller.js'
import type { AwsManagedPolicies } from '../directory/iam/aws-managed-policies.js'
import { groups } from '../directory/iam/group.js'
import { groupsOf } from '../directory/iam/group-member.js'
import { managedPolicy } from '../directory/iam/policy.js'
import type { PolicyHolderRecord } from '../directory/iam/policy-holder.js'
import type { PrincipalRecord } from '../directory/iam/principal.js'
import { type RoleRecord, roles } from '../directory/iam/role.js'
import { users } from '../directory/iam/user.js'
import { rootTaskNeeds } from '../directory/organizations/root-access.js'
import type { Derived, Reader } from '../directory/state.js'
import type { CompiledDocuments, Document } from './compiled-documents.js'

const NO_POLICIES: CompiledPolicies = combinePolicies([])

/** The layers of a caller's user or role. */
interface PrincipalPolicies {
  readonly identity?: CompiledPolicies
  readonly boundary?: CompiledPolicies
}

const NOTHING: PrincipalPolicies = {}
const NOBODY: Derived<PrincipalPolicies> = { value: { identity: NO_POLICIES }, bytes: 0 }

/** How the ARNs of AWS's own policies begin, which belong to no account. */
const AWS_MANAGED = 'arn:aws:iam::aws:'

const EVERYTHING: Document = {
  name: 'root user',
  kind: 'identity',
  version: '1',
  text: () => '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
}

const EVERYTHING_OF_A_TASK: Document = { ...EVERYTHING, name: 'root task', kind: 'session' }

/**
 * The policies that apply to a caller or a role, combined from compiled documents that all their users share. What a user or role has is put together
 * once for all requests between two commits, within a limit of memory.
 */
export class PolicySets {
  readonly #awsManaged: AwsManagedPolicies
  readonly #documents: CompiledDocuments

  constructor(awsManaged: AwsManagedPolicies, documents: CompiledDocuments) {
    this.#awsManaged = awsManaged
    this.#documents = documents
  }

  /**
   * What the caller's user or role has: `identity`, its inline and attached policies, a user's with those of its groups; `boundary`, the permissions
   * boundary, if it has one. Nothing if there cannot be any.
   */
  ofPrincipal(caller: Asker, state: Reader): PrincipalPolicies {
    if (caller.kind === 'user') return this.#user(caller.id, state)
    // A federated session is limited to what its issuer may do; the root user may do everything.
    if (caller.kind === 'federated-user')
      return caller.issuer.kind === 'user' ? this.#user(caller.issuer.id, state) : { identity: this.#documents.get(EVERYTHING) }
    return caller.kind === 'role' ? this.#role(caller.id, state) : NOTHING
  }

  /** The session's limits from when it was issued; undefined if there were none. */
  session(caller: Asker, state: Reader): CompiledPolicies | undefined {
    if (!('session' in caller) || caller.session === undefined) return undefined
    if (caller.session.kind === 'assume-root') return this.#rootTask(caller.session, state)
    const { policy, policyArns } = caller.session
    if (policy === undefined && policyArns === undefined) return undefined
    const layer = this.#managed(policyArns ?? [], 'session', state)
    if (policy === undefined) return combinePolicies(layer)
    const document = { name: 'session policy', kind: 'session' as const, text: () => policy, owner: caller.account }
    const own = this.#documents.ofText(document, caller.accessKeyId, policy)
    return combinePolicies([own, ...layer])
  }

  /**
   * The limits of a session of AssumeRoot: everything, but for what the policy of its task denies. The policies of tasks only deny (as AWS publishes
   * them). A task that this version does not know, or has no policy of, may do nothing.
   */
  #rootTask({ assumedRoot }: Session, state: Reader): CompiledPolicies {
    const arn = assumedRoot?.taskPolicyArn
    if (arn === undefined || rootTaskNeeds(arn) === undefined) return NO_POLICIES
    const task = this.#managed([arn], 'session', state)
    return task.length === 0 ? NO_POLICIES : combinePolicies([this.#documents.get(EVERYTHING_OF_A_TASK), ...task])
  }

  /**
   * The trust policy of the role with this ARN. A role that does not exist trusts nobody: it is evaluated too, so that it cannot be distinguished
   * from one that does not trust the caller.
   */
  trust(arn: string, state: Reader): CompiledPolicies {
    const role = findRole(arn, state)
    if (role === undefined) return NO_POLICIES
    const document = { name: arn, kind: 'trust' as const, text: () => role.trust, owner: role.account }
    return this.#documents.ofText(document, `trust/${role.id}`, roles.revision(state, role.account, role.name))
  }

  #role(id: string, state: Reader): PrincipalPolicies {
    return state.derived(`policies of ${id}`, (reader) => {
      const role = roles.getById(reader, id)
      if (role === undefined) return NOBODY
      return this.#bounded(this.#held(role, roles.revision(reader, role.account, role.name), reader), role, reader)
    })
  }

  /** The policies of a user and its groups, as they are now. Nobody's groups are looked for: their ids are in the user's record. */
  #user(id: string, state: Reader): PrincipalPolicies {
    return state.derived(`policies of ${id}`, (reader) => {
      const user = users.getById(reader, id)
      if (user === undefined) return NOBODY
      const layer = this.#held(user, users.revision(reader, user.account, user.name), reader)
      const joined = groupsOf(reader, user)
      for (const group of joined) layer.push(...this.#held(group, groups.revision(reader, group.account, group.name), reader))
      // A document that several of them have is searched once.
      return this.#bounded(joined.length === 0 ? layer : [...new Set(layer)], user, reader)
    })
  }

  /** With the permissions boundary. One whose policy is not there, which cannot be, allows nothing. */
  #bounded(layer: readonly CompiledPolicies[], { boundary }: PrincipalRecord, state: Reader): Derived<PrincipalPolicies> {
    const identity = combinePolicies(layer)
    if (boundary === undefined) return { value: { identity }, bytes: this.#documents.bytesOf(layer) }
    const bounds = this.#managed([boundary], 'boundary', state)
    return { value: { identity, boundary: combinePolicies(bounds) }, bytes: this.#documents.bytesOf([...layer, ...bounds]) }
  }

  /** What one user, group or role holds. */
  #held(held: PolicyHolderRecord, revision: number, state: Reader): CompiledPolicies[] {
    const layer: CompiledPolicies[] = []
    for (const name in held.inlinePolicies) {
      const text = held.inlinePolicies[name] as string
      const document = { name, kind: 'identity' as const, text: () => text, owner: held.account }
      layer.push(this.#documents.ofText(document, `${held.id}/${name}`, revision))
    }
    return layer.concat(this.#managed(held.attachedPolicies, 'identity', state))
  }

  /** Managed policies as they are now. A deleted one grants nothing. */
  #managed(arns: readonly string[], kind: PolicyKind, state: Reader): CompiledPolicies[] {
    const layer: CompiledPolicies[] = []
    for (const arn of arns) {
      const found = managedPolicy(state, this.#awsManaged, { arn, isHeld: kind !== 'session' })
      const owner = arn.startsWith(AWS_MANAGED) ? undefined : parseIamArn(arn, 'policy')?.account
      if (found !== undefined) layer.push(this.#documents.get({ name: arn, kind, version: found.stamp, text: found.text, owner }))
    }
    return layer
  }
}

/** The role of an ARN, which must include its path. */
export function findRole(arn: string, state: Reader): RoleRecord | undefined {
  const parts = parseIamArn(arn, 'role')
  const role = parts && roles.get(state, parts.account, parts.name)
  return role !== undefined && roles.arn(role) === arn ? role : undefined
}
