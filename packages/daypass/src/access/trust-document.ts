import { parseIamArn, roleArn, userArn } from '../core/arn.js'
import { getRole, getRoleById } from '../directory/role.js'
import type { Reader } from '../directory/state.js'
import { getUser, getUserById } from '../directory/user.js'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

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

function replacePrincipals(text: string, replace: (principal: string) => string): string {
  const document = JSON.parse(text) as { Statement: Json }
  let changed = false
  const swap = (principal: string): string => {
    const next = replace(principal)
    changed ||= next !== principal
    return next
  }
  for (const statement of Array.isArray(document.Statement) ? document.Statement : [document.Statement]) swapIn(statement, swap)
  return changed ? JSON.stringify(document) : text
}

function swapIn(statement: Json | undefined, swap: (principal: string) => string): void {
  if (statement === null || typeof statement !== 'object' || Array.isArray(statement)) return
  for (const element of ['Principal', 'NotPrincipal']) {
    const principal = statement[element]
    if (principal === null || typeof principal !== 'object' || Array.isArray(principal)) continue
    const aws = principal['AWS']
    if (typeof aws === 'string') principal['AWS'] = swap(aws)
    else if (Array.isArray(aws)) principal['AWS'] = aws.map((one) => (typeof one === 'string' ? swap(one) : one))
  }
}
