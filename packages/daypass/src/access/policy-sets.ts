import { type CompiledPolicies, compilePolicies, type NamedPolicy, type PolicyKind, parsePolicy } from '@daypass/policy'
import { parseIamArn, roleArn } from '../core/arn.js'
import type { Caller, ServiceCaller } from '../core/caller.js'
import type { AwsManagedPolicies } from '../directory/aws-managed-policies.js'
import { managedPolicy } from '../directory/policy.js'
import type { PrincipalRecord } from '../directory/principal.js'
import { getRole, getRoleById, type RoleRecord, roleRevision } from '../directory/role.js'
import type { Reader } from '../directory/state.js'
import { getUserById, type UserRecord, userRevision } from '../directory/user.js'

interface Text {
  readonly name: string
  readonly text: () => string
}

const MAX_SETS = 10_000
const NO_POLICIES: CompiledPolicies = compilePolicies([])
const EVERYTHING: CompiledPolicies = compilePolicies([
  parsed(
    { name: 'root user', text: () => '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' },
    'identity',
  ),
])

/** Compiled policy sets, kept by entity and by a stamp that changes whenever one of its policies does. Bounded; the oldest goes first. */
export class PolicySets {
  readonly #awsManaged: AwsManagedPolicies
  readonly #kept = new Map<string, { stamp: string; compiled: CompiledPolicies }>()

  constructor(awsManaged: AwsManagedPolicies) {
    this.#awsManaged = awsManaged
  }

  /** Inline and attached policies of the caller's user or role; undefined where there can be none. */
  identity(caller: Caller | ServiceCaller, state: Reader): CompiledPolicies | undefined {
    if (caller.kind === 'user') return this.#user(caller.id, state)
    // A federated session is bounded by what its issuer may do; the root user may do everything.
    if (caller.kind === 'federated-user') return caller.issuer.kind === 'user' ? this.#user(caller.issuer.id, state) : EVERYTHING
    if (caller.kind === 'role') {
      const role = getRoleById(state, caller.id)
      return role === undefined ? NO_POLICIES : this.#principal(role, roleRevision(state, role), state)
    }
    return undefined
  }

  /** What the session was limited to at issue; undefined when it was not. */
  session(caller: Caller | ServiceCaller, state: Reader): CompiledPolicies | undefined {
    if (caller.kind === 'anonymous' || caller.kind === 'service' || caller.session === undefined) return undefined
    const { policy, policyArns } = caller.session
    if (policy === undefined && policyArns === undefined) return undefined
    const managed = this.#managed(policyArns ?? [], state)
    const texts = policy === undefined ? managed.texts : [{ name: 'session policy', text: () => policy }, ...managed.texts]
    return this.#compiled(`session/${caller.accessKeyId}`, `${managed.stamp} ${policy ?? ''}`, { kind: 'session', texts: () => texts })
  }

  /** The trust policy of the role of this ARN. A role that does not exist trusts nobody: it is asked all the same, so that it cannot be told from one that does not trust the caller. */
  trust(arn: string, state: Reader): CompiledPolicies {
    const role = findRole(arn, state)
    if (role === undefined) return NO_POLICIES
    const texts = () => [{ name: roleArn(role.account, role.path, role.name), text: () => role.trust }]
    return this.#compiled(`trust/${role.id}`, String(roleRevision(state, role)), { kind: 'trust', texts })
  }

  #user(id: string, state: Reader): CompiledPolicies {
    const user = getUserById(state, id)
    return user === undefined ? NO_POLICIES : this.#principal(user, userRevision(state, user), state)
  }

  #principal(principal: UserRecord | RoleRecord, revision: number, state: Reader): CompiledPolicies {
    const managed = this.#managed(principal.attachedPolicies, state)
    const texts = () => [...inlineTexts(principal), ...managed.texts]
    return this.#compiled(`identity/${principal.id}`, `${revision} ${managed.stamp}`, { kind: 'identity', texts })
  }

  /** Managed policies as they stand now. One that has gone grants nothing. */
  #managed(arns: readonly string[], state: Reader): { texts: Text[]; stamp: string } {
    const texts: Text[] = []
    let stamp = ''
    for (const arn of arns) {
      const found = managedPolicy(state, this.#awsManaged, arn)
      stamp += `${arn}@${found?.stamp ?? ''} `
      if (found !== undefined) texts.push({ name: arn, text: found.text })
    }
    return { texts, stamp }
  }

  #compiled(key: string, stamp: string, source: { kind: PolicyKind; texts: () => readonly Text[] }): CompiledPolicies {
    const known = this.#kept.get(key)
    if (known?.stamp === stamp) return known.compiled
    const compiled = compilePolicies(source.texts().map((text) => parsed(text, source.kind)))
    if (this.#kept.size >= MAX_SETS) for (const oldest of this.#kept.keys()) if (this.#kept.delete(oldest)) break
    this.#kept.set(key, { stamp, compiled })
    return compiled
  }
}

const inlineTexts = (principal: PrincipalRecord): Text[] =>
  Object.entries(principal.inlinePolicies).map(([name, text]) => ({ name, text: () => text }))

/** The role of an ARN, which must name its path too. */
export function findRole(arn: string, state: Reader): RoleRecord | undefined {
  const parts = parseIamArn(arn, 'role')
  const role = parts && getRole(state, parts.account, parts.name)
  return role !== undefined && roleArn(role.account, role.path, role.name) === arn ? role : undefined
}

/** A stored policy was checked when it was saved; one that does not parse now is a defect, and nobody is let in by it. */
function parsed({ name, text }: Text, kind: PolicyKind): NamedPolicy {
  const result = parsePolicy(text(), kind)
  if (!result.ok) throw new Error(`the policy ${name} does not parse: ${result.problems[0]?.detail ?? ''}`)
  return { name, policy: result.policy }
}
