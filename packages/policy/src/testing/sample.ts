import type { AuthorizationRequest } from '../authorization-request.js'
import { type CompiledPolicies, compilePolicies } from '../compile.js'
import type { PolicyKind } from '../document/kinds.js'
import { parsePolicy } from '../document/parse.js'
import type { Policy } from '../document/policy.js'
import type { Principal } from '../matching/principal.js'

export const ACCOUNT = '111122223333'
export const FOREIGN = '444455556666'

export const alice: Principal = {
  kind: 'user',
  account: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
  id: 'AIDAALICEEXAMPLE00000',
}
export const zoe: Principal = { kind: 'user', account: FOREIGN, arn: `arn:aws:iam::${FOREIGN}:user/zoe`, id: 'AIDAZOEEXAMPLE0000000' }
export const root: Principal = { kind: 'root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` }
export const carol: Principal = {
  kind: 'role',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/dev/carol`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/team/dev`,
  id: 'AROADEVEXAMPLE0000000',
}
export const guest: Principal = {
  kind: 'federated-user',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
  userArn: alice.arn,
  id: 'AIDAALICEEXAMPLE00000',
}
export const anonymous: Principal = { kind: 'anonymous', account: '', arn: '' }
export const ec2: Principal = { kind: 'service', account: '', arn: 'ec2.amazonaws.com' }
export const GITHUB = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`
export const workflow: Principal = { kind: 'web-identity', account: '', arn: GITHUB }

/** A document that must be valid; statements as plain objects, version 2012-10-17 unless given. */
export function policyOf(kind: PolicyKind, statements: unknown, version = '2012-10-17'): Policy {
  const result = parsePolicy(JSON.stringify({ Version: version, Statement: statements }), kind)
  if (!result.ok) throw new Error(result.problems.map(({ detail }) => detail).join('; '))
  return result.policy
}

/** One document per list of statements, named `p0`, `p1`, ... */
export function compiled(kind: PolicyKind, ...documents: readonly unknown[]): CompiledPolicies {
  return compilePolicies(documents.map((statements, index) => ({ name: `p${index}`, policy: policyOf(kind, statements) })))
}

/** Alice reads an object of her own account, unless `changes` says otherwise. */
export function sampleRequest(changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return {
    principal: alice,
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::acme-data/x',
    resourceAccount: ACCOUNT,
    context: new Map(),
    policies: {},
    ...changes,
  }
}

/** Lower-cases the key names, as a context builder must. */
export function contextFrom(values: Readonly<Record<string, string | readonly string[]>>): Map<string, string | readonly string[]> {
  return new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value]))
}

/** A policy variable as it is written in a document. */
export function variable(name: string): string {
  return `$\{${name}}`
}
