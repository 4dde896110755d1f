import { type CompiledPolicies, compilePolicies, type NamedPolicy } from '../compile.js'
import { KINDS, type PolicyKind, resourcePolicyKind } from '../document/kinds.js'
import { parseValue } from '../document/parse.js'
import type { Options } from '../options.js'
import type { Policies } from '../question.js'
import type { Field } from './field.js'

/** What the request tells about the policies beside it. */
export interface Asked {
  readonly action: string
  readonly resource: string
  readonly options?: Options | undefined
}

const LAYERS = ['identity', 'boundary', 'session', 'resource', 'trust', 'scps', 'rcps'] as const

/**
 * Reads and compiles the policies of a case. A layer that is left out or `null` is not attached. A key always has a key policy and a role a trust
 * policy: one that a case leaves out allows nobody.
 */
export function readPolicies(field: Field, asked: Asked): Policies {
  const layers = field.members(LAYERS)
  const { options } = asked
  const compile = (policies: readonly NamedPolicy[]) => compilePolicies(policies, options)
  const one = (layer: Field, kind: PolicyKind) => compile(readDocument(layer, { kind, name: lastName(layer) }))
  const [identity, boundary, session] = [layers?.get('identity'), layers?.get('boundary'), layers?.get('session')]
  const [resource, trust] = [layers?.get('resource'), layers?.get('trust')]
  const [scps, rcps] = [layers?.get('scps'), layers?.get('rcps')]
  return {
    identity: compile(identity === undefined ? [] : readDocuments(identity, 'identity')),
    ...(boundary && { boundary: one(boundary, 'boundary') }),
    ...(session && { session: compile(readDocuments(session, 'session')) }),
    ...(resource && { resource: one(resource, resourcePolicyKind(asked.action)) }),
    ...(resource === undefined && resourcePolicyKind(asked.action) === 'kms-key' && { resource: compile([]) }),
    ...(trust && { trust: one(trust, 'trust') }),
    ...(trust === undefined && asksForRole(asked) && { trust: compile([]) }),
    ...(scps && { scps: readLevels(scps, { kind: 'scp', options }) }),
    ...(rcps && { rcps: readLevels(rcps, { kind: 'rcp', options }) }),
  }
}

/** Whether a question is about assuming a role, and so about its trust policy. */
export function asksForRole({ action, resource }: Asked): boolean {
  return action.toLowerCase().startsWith('sts:') && /^arn:[^:]*:iam::\d*:role\//.test(resource)
}

function readLevels(field: Field, { kind, options }: { kind: PolicyKind; options: Options | undefined }): CompiledPolicies[] {
  const levels = field.items() ?? []
  if (levels.some(({ json }) => json.type !== 'array')) field.refuse('must be a list of levels, each a list of documents')
  return levels.map((level) => compilePolicies(level.json.type === 'array' ? readDocuments(level, kind) : [], options))
}

/** A list of documents; a document alone is a list of one. */
function readDocuments(field: Field, kind: PolicyKind): NamedPolicy[] {
  if (field.json.type === 'object') return readDocument(field, { kind, name: lastName(field) })
  return (field.items() ?? []).flatMap((item) => readDocument(item, { kind, name: lastName(item) }))
}

function readDocument(field: Field, { kind, name }: { kind: PolicyKind; name: string }): NamedPolicy[] {
  const result = parseValue(field.json, { kind, rules: KINDS[kind], bucket: undefined, saving: undefined })
  if (result.ok) return [{ name, policy: result.policy }]
  for (const { detail, line, column } of result.problems) field.refuse(detail, { line, column })
  return []
}

/** `identity[0]`, as decisions name it. */
const lastName = ({ path }: Field): string => path.slice(path.lastIndexOf('.') + 1)
