import { type Place, type Policy, parsePolicy, type Span } from '@daypass/policy'
import { parseIamArn, roleArn, userArn } from '../core/arn.js'
import { getRole, getRoleById } from '../directory/role.js'
import type { Reader } from '../directory/state.js'
import { getUser, getUserById } from '../directory/user.js'

/** A trust policy made ready to store, or the principal that is nobody. */
export type Frozen = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly principal: string }

/**
 * Names users and roles in a trust policy by unique id, as IAM does on saving, so that someone made later under the same name is not trusted
 * (IAM user guide, "AWS JSON policy elements: Principal"). `text` is a policy that parsed. Text without such principals is kept as it is.
 */
export function freezeTrust(text: string, state: Reader): Frozen {
  let unknown: string | undefined
  const frozen = replacePrincipals(text, (principal) => {
    const id = idOf(principal, state)
    if (id === undefined) unknown ??= principal
    return id ?? principal
  })
  return unknown === undefined ? { ok: true, text: frozen } : { ok: false, principal: unknown }
}

/** The trust policy as it is shown: ids become ARNs again while their bearers exist. */
export const thawTrust = (text: string, state: Reader): string =>
  replacePrincipals(text, (principal) => arnOf(principal, state) ?? principal)

/** The id that stands for a principal; itself where nothing is to be frozen; undefined when it should exist and does not. */
function idOf(principal: string, state: Reader): string | undefined {
  const user = parseIamArn(principal, 'user')
  const role = parseIamArn(principal, 'role')
  if (user === undefined && role === undefined) return principal
  if (user !== undefined) {
    const found = getUser(state, user.account, user.name)
    return found !== undefined && userArn(found.account, found.path, found.name) === principal ? found.id : undefined
  }
  const found = role && getRole(state, role.account, role.name)
  return found !== undefined && roleArn(found.account, found.path, found.name) === principal ? found.id : undefined
}

function arnOf(id: string, state: Reader): string | undefined {
  if (id.startsWith('AIDA')) {
    const user = getUserById(state, id)
    return user && userArn(user.account, user.path, user.name)
  }
  if (!id.startsWith('AROA')) return undefined
  const role = getRoleById(state, id)
  return role && roleArn(role.account, role.path, role.name)
}

/** Replaces principals where they stand in the text; everything else stays as it was written, to the byte: a number read and printed again is another condition. */
function replacePrincipals(text: string, replace: (principal: string) => string): string {
  const parsed = parsePolicy(text, 'trust')
  if (!parsed.ok) throw new Error('the trust policy does not parse')
  let replaced = text
  for (const { value, span } of namedPrincipals(parsed.policy).reverse()) {
    const next = replace(value)
    if (next !== value)
      replaced = replaced.slice(0, offsetOf(text, span.start)) + JSON.stringify(next) + replaced.slice(offsetOf(text, span.end))
  }
  return replaced
}

/** Where a place lies in the text, in UTF-16 code units. Lines end at a line feed. */
function offsetOf(text: string, { line, column }: Place): number {
  let start = 0
  for (let current = 1; current < line; current++) start = text.indexOf('\n', start) + 1
  return start + column - 1
}

/** Principals of type AWS that stand in the text, in its order. */
function namedPrincipals(policy: Policy): { readonly value: string; readonly span: Span }[] {
  const entries = policy.statements.flatMap(({ principal }) => principal?.entries ?? [])
  return entries.flatMap(({ type, value, span }) => (type === 'AWS' && span !== undefined ? [{ value, span }] : []))
}
