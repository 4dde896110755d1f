import type { CompiledPolicies, Decision, MatchedStatement, Question } from '@daypass/policy'
import { parseArn } from '../core/arn.js'
import type { Caller, ServiceCaller } from '../core/caller.js'

type Items = { readonly items: readonly unknown[] }
type Statement = CompiledPolicies['statements'][number]['source']

const items = (list: readonly unknown[]): Items => ({ items: list })
const values = (list: readonly string[]): Items => items(list.map((value) => ({ value })))

/**
 * What DecodeAuthorizationMessage tells of a refusal, as JSON text: whether a Deny stood in the way and which statements, who asked for what, and with
 * which condition keys (STS API reference, DecodeAuthorizationMessage).
 */
export function decodedMessage(caller: Caller | ServiceCaller, question: Question, decision: Decision): string {
  const explicitDeny = decision.outcome === 'explicitDeny'
  const denying = explicitDeny ? decision.matched.filter(({ effect }) => effect === 'Deny') : []
  const matched = denying.flatMap((statement) => shown(statement, question) ?? [])
  return JSON.stringify({
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
  })
}

function principalOf(caller: Caller | ServiceCaller): object {
  if (caller.kind === 'anonymous' || caller.kind === 'service') return { id: '', arn: caller.arn }
  return { id: caller.userId, ...(caller.kind === 'user' && { name: caller.name }), arn: caller.arn }
}

/** A statement of a policy, its elements as they were written. */
function shown(matched: MatchedStatement, question: Question): object | undefined {
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

function sourceOf({ layer, level, policy, span }: MatchedStatement, { policies }: Question): Statement | undefined {
  const found = layer === 'scp' ? policies.scps?.[level ?? 0] : layer === 'rcp' ? policies.rcps?.[level ?? 0] : policies[layer]
  return found?.statements.find((statement) => statement.policy === policy && statement.source.span === span)?.source
}

function* conditionsOf({ action, resource, resourceAccount, context }: Question): Generator<object> {
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
