import {
  type AuthorizationRequest,
  type CompiledPolicies,
  compilePolicies,
  type Policies,
  type PolicyKind,
  parseCases,
  resourcePolicyKind,
} from '@daypass/policy'
import { UsageError } from '../usage-error.js'
import { readPolicy } from './documents.js'

/** The flags that make up a request. */
export interface RequestFlags {
  readonly principal?: string
  readonly action?: string
  readonly resource?: string
  readonly resourceAccount?: string
  readonly context?: readonly string[]
  readonly identity?: readonly string[]
  readonly boundary?: string
  readonly session?: readonly string[]
  readonly resourcePolicy?: string
  readonly trust?: string
  readonly scp?: readonly string[]
  readonly rcp?: readonly string[]
}

/** The authorization request of the flags; principal, keys and owner are parsed as in a case, so that both have the same meaning. */
export function requestOf(flags: RequestFlags): AuthorizationRequest {
  const { principal, action, resource, resourceAccount } = flags
  if (principal === undefined || action === undefined || resource === undefined) {
    throw new UsageError('Give a case file, or --principal, --action and --resource.')
  }
  const request = {
    principal,
    action,
    resource,
    context: contextOf(flags.context ?? []),
    ...(resourceAccount !== undefined && { resourceAccount }),
  }
  const result = parseCases(JSON.stringify({ request, policies: {} }), { expectationOptional: true })
  const one = result.ok ? result.cases[0] : undefined
  if (one?.kind === 'evaluation') return { ...one.request, policies: { ...one.request.policies, ...policiesOf(flags, action) } }
  const problems = one?.kind === 'unreadable' ? one.problems : []
  throw new UsageError(
    problems.map(({ path, detail }) => `${path.replace(/^request\.?/, '--').replace(/^--$/, 'The request')}: ${detail}`).join('\n'),
  )
}

function contextOf(pairs: readonly string[]): Record<string, string | string[]> {
  const keys = new Map<string, string[]>()
  for (const pair of pairs) {
    const [key = '', ...value] = pair.split('=')
    if (key === '' || value.length === 0) throw new UsageError(`--context ${pair} is not key=value.`)
    keys.set(key, [...(keys.get(key) ?? []), value.join('=')])
  }
  return Object.fromEntries([...keys].map(([key, values]) => [key, values.length === 1 ? (values[0] ?? '') : values]))
}

function policiesOf(flags: RequestFlags, action: string): Policies {
  const { identity, boundary, session, resourcePolicy, trust, scp, rcp } = flags
  return {
    ...(identity && { identity: compiled(identity, 'identity') }),
    ...(boundary !== undefined && { boundary: compiled([boundary], 'boundary') }),
    ...(session && { session: compiled(session, 'session') }),
    ...(resourcePolicy !== undefined && { resource: compiled([resourcePolicy], resourcePolicyKind(action)) }),
    ...(trust !== undefined && { trust: compiled([trust], 'trust') }),
    ...(scp && { scps: scp.map((level) => compiled(level.split(','), 'scp')) }),
    ...(rcp && { rcps: rcp.map((level) => compiled(level.split(','), 'rcp')) }),
  }
}

function compiled(files: readonly string[], kind: PolicyKind): CompiledPolicies {
  return compilePolicies(files.map((file) => ({ name: file, policy: readPolicy(file, kind) })))
}
