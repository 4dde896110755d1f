import type { AuthorizationRequest, CompiledPolicies, Decision, MatchedStatement } from '@daypass/policy'
import { parseArn } from '../core/arn.js'
import type { Asker } from '../core/caller.js'

interface Items<T = unknown> {
  readonly items: readonly T[]
}
type Statement = CompiledPolicies['statements'][number]['source']

const items = <T>(list: readonly T[]): Items<T> => ({ items: list })
const values = (list: readonly string[]): Items => items(list.map((value) => ({ value })))

/** A denial, and who was denied. */
interface Refused {
  readonly caller: Asker
  readonly question: AuthorizationRequest
  readonly decision: Decision
}

/** Condition keys with more JSON bytes than this are left out first if there is no room for all. */
const LONG = 256

/**
 * What DecodeAuthorizationMessage returns for a denial, as JSON text of at most `most` bytes: whether a Deny caused it and which statements, who
 * requested what, and with which condition keys (STS API reference, DecodeAuthorizationMessage). If there is not enough room, `shortened` is set and
 * condition keys are left out, the long ones first, then statements and the request.
 */
export function decodedMessage(refused: Refused, most: number): string {
  const whole = wholeMessage(refused)
  const { context } = whole
  const brief = context.conditions.items.filter((condition) => byteLength(condition) <= LONG)
  const shortened = true
  const shorter = [
    whole,
    { shortened, ...whole, context: { ...context, conditions: items(brief) } },
    { shortened, ...whole, context: { ...context, conditions: items([]) } },
    { shortened, allowed: false, explicitDeny: whole.explicitDeny, context: { ...context, conditions: items([]) } },
  ]
  return JSON.stringify(shorter.find((message) => byteLength(message) <= most) ?? { shortened, allowed: false })
}

const byteLength = (value: object): number => Buffer.byteLength(JSON.stringify(value))

function wholeMessage({ caller, question, decision }: Refused) {
  const explicitDeny = decision.outcome === 'explicitDeny'
  const denying = explicitDeny ? decision.matched.filter(({ effect }) => effect === 'Deny') : []
  const matched = denying.flatMap((statement) => shown(statement, question) ?? [])
  return {
    allowed: false,
    explicitDeny,
    matchedStatements: items(matched),
    failures: items([]),
    context: {
      principal: principalOf(caller),
      action: question.action,
      resource: question.resource,
      conditions: items([...conditionsOf(question)]),
    },
  }
}

function principalOf(caller: Asker): object {
  if (!('userId' in caller)) return { id: '', arn: caller.arn }
  return { id: caller.userId, ...(caller.kind === 'user' && { name: caller.name }), arn: caller.arn }
}

/** A statement of a policy, with its elements as they were written. */
function shown(matched: MatchedStatement, question: AuthorizationRequest): object | undefined {
  const source = sourceOf(matched, question)
  if (source === undefined) return undefined
  return {
    statementId: source.sid ?? '',
    effect: 'DENY',
    principals: values(source.principal?.entries.map(({ value }) => value) ?? [question.principal.id ?? question.principal.arn]),
    principalGroups: items([]),
    actions: values(source.action.patterns),
    resources: values(source.resource?.patterns ?? []),
    conditions: items(source.conditions.map((entry) => ({ key: entry.key, values: values(entry.values) }))),
  }
}

function sourceOf({ layer, level, policy, span }: MatchedStatement, { policies }: AuthorizationRequest): Statement | undefined {
  const found = layer === 'scp' ? policies.scps?.[level ?? 0] : layer === 'rcp' ? policies.rcps?.[level ?? 0] : policies[layer]
  return found?.statements.find((statement) => statement.policy === policy && statement.source.span === span)?.source
}

function* conditionsOf({ action, resource, resourceAccount, context }: AuthorizationRequest): Generator<object> {
  const arn = parseArn(resource)
  const [type = '', ...rest] = (arn?.resource ?? '').split('/')
  const synthetic = {
    'aws:Resource': rest.length > 0 ? rest.join('/') : type,
    'aws:Account': resourceAccount,
    'aws:Region': arn?.region ?? '',
    'aws:Service': action.split(':')[0] ?? '',
    'aws:Type': rest.length > 0 ? type : '',
    'aws:ARN': resource,
  }
  for (const [key, value] of Object.entries(synthetic)) if (value !== '') yield { key, values: values([value]) }
  for (const [key, value] of context) yield { key: SPELT.get(key) ?? key, values: values(typeof value === 'string' ? [value] : [...value]) }
}

/** Global condition keys as AWS writes them. */
const SPELT: ReadonlyMap<string, string> = new Map(
  [
    'aws:AssumedRoot',
    'aws:CurrentTime',
    'aws:EpochTime',
    'aws:FederatedProvider',
    'aws:MultiFactorAuthAge',
    'aws:MultiFactorAuthPresent',
    'aws:PrincipalAccount',
    'aws:PrincipalArn',
    'aws:PrincipalIsAWSService',
    'aws:PrincipalType',
    'aws:Referer',
    'aws:RequestedRegion',
    'aws:ResourceAccount',
    'aws:SecureTransport',
    'aws:SourceIdentity',
    'aws:SourceIp',
    'aws:TagKeys',
    'aws:TokenIssueTime',
    'aws:UserAgent',
    'aws:ViaAWSService',
  ].map((key) => [key.toLowerCase(), key]),
)
