import type { Policies } from '../authorization-request.js'
import { type CompiledPolicies, compilePolicies, type NamedPolicy } from '../compile.js'
import { KINDS, type PolicyKind, resourcePolicyKind } from '../document/kinds.js'
import { parseValue } from '../document/parse.js'
import type { Options } from '../options.js'
import type { Field } from './field.js'

/** What parsing the policies needs to know about the request. */
export interface CaseTarget {
  readonly action: string
  readonly resource: string
  readonly options?: Options | undefined
}

const LAYERS = ['identity', 'boundary', 'session', 'resource', 'trust', 'scps', 'rcps'] as const

/**
 * Parses and compiles the policies of a case. A layer that is left out or `null` is not attached. A key always has a key policy and a role always has
 * a trust policy: if a case leaves it out, it allows nobody.
 */
export function parsePolicies(field: Field, target: CaseTarget): Policies {
  const layers = field.members(LAYERS)
  const { options } = target
  const compile = (policies: readonly NamedPolicy[]) => compilePolicies(policies, options)
  const one = (layer: Field, kind: PolicyKind) => compile(parseDocument(layer, { kind, name: lastName(layer) }))
  const [identity, boundary, session] = [layers?.get('identity'), layers?.get('boundary'), layers?.get('session')]
  const [resource, trust] = [layers?.get('resource'), layers?.get('trust')]
  const [scps, rcps] = [layers?.get('scps'), layers?.get('rcps')]
  return {
    identity: compile(identity === undefined ? [] : parseDocuments(identity, 'identity')),
    ...(boundary && { boundary: one(boundary, 'boundary') }),
    ...(session && { session: compile(parseDocuments(session, 'session')) }),
    ...(resource && { resource: one(resource, resourcePolicyKind(target.action)) }),
    ...(resource === undefined && resourcePolicyKind(target.action) === 'kms-key' && { resource: compile([]) }),
    ...(trust && { trust: one(trust, 'trust') }),
    ...(trust === undefined && isAboutRole(target) && { trust: compile([]) }),
    ...(scps && { scps: parseLevels(scps, { kind: 'scp', options }) }),
    ...(rcps && { rcps: parseLevels(rcps, { kind: 'rcp', options }) }),
  }
}

/** Whether a request is about assuming a role, so that its trust policy decides. */
export function isAboutRole({ action, resource }: CaseTarget): boolean {
  return action.toLowerCase().startsWith('sts:') && /^arn:[^:]*:iam::\d*:role\//.test(resource)
}

function parseLevels(field: Field, { kind, options }: { kind: PolicyKind; options: Options | undefined }): CompiledPolicies[] {
  const levels = field.items() ?? []
  if (levels.some(({ json }) => json.type !== 'array')) field.report('must be a list of levels, each a list of documents')
  return levels.map((level) => compilePolicies(level.json.type === 'array' ? parseDocuments(level, kind) : [], options))
}

/** A list of documents; a single document counts as a list of one. */
function parseDocuments(field: Field, kind: PolicyKind): NamedPolicy[] {
  if (field.json.type === 'object') return parseDocument(field, { kind, name: lastName(field) })
  return (field.items() ?? []).flatMap((item) => parseDocument(item, { kind, name: lastName(item) }))
}

function parseDocument(field: Field, { kind, name }: { kind: PolicyKind; name: string }): NamedPolicy[] {
  const result = parseValue(field.json, { kind, rules: KINDS[kind], bucket: undefined, saving: undefined })
  if (result.ok) return [{ name, policy: result.policy }]
  for (const { detail, line, column } of result.problems) field.report(detail, { line, column })
  return []
}

/** `identity[0]`, as decisions name the policy. */
const lastName = ({ path }: Field): string => path.slice(path.lastIndexOf('.') + 1)
