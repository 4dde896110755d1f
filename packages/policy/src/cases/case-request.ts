import type { AuthorizationRequest } from '../authorization-request.js'
import { foldCase } from '../matching/fold-case.js'
import type { Options } from '../options.js'
import { parseKeys } from './case-context.js'
import { parsePolicies } from './case-policies.js'
import { type CasePrincipal, parseCasePrincipal } from './case-principal.js'
import { derivedKeys } from './derived-keys.js'
import type { Field } from './field.js'

type Fields = ReadonlyMap<string, Field>

const REQUEST = [
  ...['principal', 'action', 'resource', 'resourceAccount', 'context', 'derived'],
  ...['principalAccountIsManagement', 'resourceAccountIsManagement'],
]
const BLOCK_PUBLIC_ACCESS = ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets']

/** Parses `request`, `policies` and `settings` of a case. Returns undefined, and reports the problems, if one of them is invalid. */
export function parseCaseRequest(fields: Fields, by: { field: Field; options?: Options | undefined }): AuthorizationRequest | undefined {
  const [request, policies] = [fields.get('request'), fields.get('policies')]
  if (request === undefined) return by.field.report('must have a request')
  const parsed = parseRequest(request)
  const blockPublicAccess = parseSettings(fields.get('settings'))
  if (policies === undefined) return by.field.report('must have policies; use {} if none is attached')
  if (parsed === undefined) return undefined
  return { ...parsed, blockPublicAccess, policies: parsePolicies(policies, { ...parsed, options: by.options }) }
}

function parseRequest(field: Field): Omit<AuthorizationRequest, 'policies'> | undefined {
  const fields = field.members(REQUEST)
  if (fields === undefined) return undefined
  const principal = fields.get('principal')
  const casePrincipal = principal === undefined ? field.report('must have a principal') : parseCasePrincipal(principal)
  const action = parseAction(fields.get('action'), field)
  const resource = parseResource(fields.get('resource'), field)
  const [derived, context] = [fields.get('derived'), parseKeys(fields.get('context'))]
  const given = derived && parseKeys(derived)
  const management = {
    callerIsManagement: fields.get('principalAccountIsManagement')?.flag() ?? false,
    ownerIsManagement: fields.get('resourceAccountIsManagement')?.flag() ?? false,
  }
  if (casePrincipal === undefined || action === undefined || resource === undefined) return undefined
  const owner = parseOwner(fields.get('resourceAccount'), { field, casePrincipal, resource })
  if (owner === undefined) return undefined
  const keys = [...(given ?? derivedKeys(casePrincipal, owner)), ...context]
  const lowered = new Map(keys.map(([key, value]) => [foldCase(key), value]))
  return { principal: casePrincipal.principal, action, resource, resourceAccount: owner, context: lowered, ...management }
}

function parseAction(action: Field | undefined, request: Field): string | undefined {
  if (action === undefined) return request.report('must have an action')
  const text = action.text()
  if (text === undefined || /^[A-Za-z0-9.-]+:[A-Za-z0-9._-]+$/.test(text)) return text
  return action.report(`${JSON.stringify(text)} must be one action, such as s3:GetObject`)
}

function parseResource(resource: Field | undefined, request: Field): string | undefined {
  if (resource === undefined) return request.report('must have a resource; use "*" for an action without one')
  const text = resource.text()
  if (text === undefined || text === '*' || (text.startsWith('arn:') && text.split(':').length >= 6)) return text
  return resource.report(`${JSON.stringify(text)} must be an ARN or "*"`)
}

/** The account that owns the resource: the given one, otherwise the account in the resource's ARN, otherwise the caller's. */
function parseOwner(
  given: Field | undefined,
  { field, casePrincipal, resource }: { field: Field; casePrincipal: CasePrincipal; resource: string },
) {
  if (given !== undefined) {
    const text = given.text()
    return text === undefined || /^\d{12}$/.test(text) ? text : given.report(`${JSON.stringify(text)} must be an account id of 12 digits`)
  }
  const inArn = /^\d{12}$/.exec(resource.split(':')[4] ?? '')?.[0]
  const owner = inArn ?? casePrincipal.principal.account
  return owner === '' ? field.report('must have a resourceAccount, because neither the principal nor the resource has an account') : owner
}

function parseSettings(field: Field | undefined): NonNullable<AuthorizationRequest['blockPublicAccess']> {
  const settings = field?.members(['s3BlockPublicAccess'])?.get('s3BlockPublicAccess')?.members(BLOCK_PUBLIC_ACCESS)
  for (const [name, flag] of settings ?? []) if (name !== 'restrictPublicBuckets') flag.flag()
  return { restrictPublicBuckets: settings?.get('restrictPublicBuckets')?.flag() ?? false }
}
