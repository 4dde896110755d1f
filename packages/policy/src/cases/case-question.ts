import { foldCase } from '../matching/fold-case.js'
import type { Options } from '../options.js'
import type { Question } from '../question.js'
import { type Caller, readCaller } from './caller.js'
import { readKeys } from './case-context.js'
import { readPolicies } from './case-policies.js'
import { derivedKeys } from './derived-keys.js'
import type { Field } from './field.js'

type Fields = ReadonlyMap<string, Field>

const REQUEST = [
  ...['principal', 'action', 'resource', 'resourceAccount', 'context', 'derived'],
  ...['principalAccountIsManagement', 'resourceAccountIsManagement'],
]
const BLOCK_PUBLIC_ACCESS = ['blockPublicAcls', 'ignorePublicAcls', 'blockPublicPolicy', 'restrictPublicBuckets']

/** Reads `request`, `policies` and `settings` of a case. Undefined, and the problems told, when one of them is not understood. */
export function readQuestionOf(fields: Fields, by: { field: Field; options?: Options | undefined }): Question | undefined {
  const [request, policies] = [fields.get('request'), fields.get('policies')]
  if (request === undefined) return by.field.refuse('has no request')
  const asked = readRequest(request)
  const blockPublicAccess = readSettings(fields.get('settings'))
  if (policies === undefined) return by.field.refuse('has no policies; {} when none is attached')
  if (asked === undefined) return undefined
  return { ...asked, blockPublicAccess, policies: readPolicies(policies, { ...asked, options: by.options }) }
}

function readRequest(field: Field): Omit<Question, 'policies'> | undefined {
  const fields = field.members(REQUEST)
  if (fields === undefined) return undefined
  const principal = fields.get('principal')
  const caller = principal === undefined ? field.refuse('has no principal') : readCaller(principal)
  const action = readAction(fields.get('action'), field)
  const resource = readResource(fields.get('resource'), field)
  const [derived, context] = [fields.get('derived'), readKeys(fields.get('context'))]
  const given = derived && readKeys(derived)
  const management = {
    callerIsManagement: fields.get('principalAccountIsManagement')?.flag() ?? false,
    ownerIsManagement: fields.get('resourceAccountIsManagement')?.flag() ?? false,
  }
  if (caller === undefined || action === undefined || resource === undefined) return undefined
  const owner = readOwner(fields.get('resourceAccount'), { field, caller, resource })
  if (owner === undefined) return undefined
  const keys = [...(given ?? derivedKeys(caller, owner)), ...context]
  const lowered = new Map(keys.map(([key, value]) => [foldCase(key), value]))
  return { principal: caller.principal, action, resource, resourceAccount: owner, context: lowered, ...management }
}

function readAction(action: Field | undefined, request: Field): string | undefined {
  if (action === undefined) return request.refuse('has no action')
  const text = action.text()
  if (text === undefined || /^[A-Za-z0-9.-]+:[A-Za-z0-9._-]+$/.test(text)) return text
  return action.refuse(`${JSON.stringify(text)} is not one action, like s3:GetObject`)
}

function readResource(resource: Field | undefined, request: Field): string | undefined {
  if (resource === undefined) return request.refuse('has no resource; "*" for an action that has none')
  const text = resource.text()
  if (text === undefined || text === '*' || (text.startsWith('arn:') && text.split(':').length >= 6)) return text
  return resource.refuse(`${JSON.stringify(text)} is neither an ARN nor "*"`)
}

/** Who owns the resource: as given, else the account in its ARN, else the caller's. */
function readOwner(given: Field | undefined, { field, caller, resource }: { field: Field; caller: Caller; resource: string }) {
  if (given !== undefined) {
    const text = given.text()
    return text === undefined || /^\d{12}$/.test(text) ? text : given.refuse(`${JSON.stringify(text)} is no account id, twelve digits`)
  }
  const inArn = /^\d{12}$/.exec(resource.split(':')[4] ?? '')?.[0]
  const owner = inArn ?? caller.principal.account
  return owner === '' ? field.refuse('has no resourceAccount, and neither principal nor resource tells it') : owner
}

function readSettings(field: Field | undefined): NonNullable<Question['blockPublicAccess']> {
  const settings = field?.members(['s3BlockPublicAccess'])?.get('s3BlockPublicAccess')?.members(BLOCK_PUBLIC_ACCESS)
  for (const [name, flag] of settings ?? []) if (name !== 'restrictPublicBuckets') flag.flag()
  return { restrictPublicBuckets: settings?.get('restrictPublicBuckets')?.flag() ?? false }
}
