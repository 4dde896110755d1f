import type { CaseCaller, Json, JsonObject } from './evaluation-case.js'
import type { ActionChoice, ConditionPlan, DocumentPlan, PrincipalChoice, ResourceChoice, StatementPlan } from './statement-plan.js'
import { emptyable, type Family, families, foreign, home, type Operation } from './vocabulary.js'

export type AttachmentPoint = 'identity' | 'resource' | 'trust' | 'scp' | 'rcp'

export interface Scene {
  readonly caller: CaseCaller
  readonly operation: Operation
  /** Also what the contract leaves open. */
  readonly contested: boolean
  /** Also unknown operators and elements. */
  readonly unknowns: boolean
}

function one(list: readonly string[]): Json {
  return list.length === 1 ? (list[0] ?? '') : [...list]
}

function actionOf(choice: ActionChoice, scene: Scene, attachment: AttachmentPoint): string {
  const { action } = scene.operation
  const [service = '', name = ''] = action.split(':')
  // Contract 1.2: attached policies hold actions of their own service only.
  if (choice === 'all') return attachment === 'identity' || attachment === 'scp' ? '*' : `${service}:*`
  if (choice === 'service') return `${service}:*`
  if (choice === 'mixedCase') return `${service}:${name.toUpperCase()}`
  if (choice === 'prefix') return `${service}:${name.slice(0, 3)}*`
  if (choice === 'question') return `${service}:?${name.slice(1)}`
  if (choice === 'dot') return `${service}:.${name.slice(1)}`
  return choice === 'other' ? `${service}:${name}Other` : action
}

function escaped(text: string): string {
  return [...text].map((character) => ('*?$'.includes(character) ? `\${${character}}` : character)).join('')
}

function sixthPart(choice: ResourceChoice, sixth: string): string {
  const slash = sixth.indexOf('/')
  if (choice === 'prefix') return slash < 0 ? `${sixth.slice(0, 3)}*` : `${sixth.slice(0, slash)}/*`
  if (choice === 'question') return `${sixth.slice(0, -1)}?`
  if (choice === 'variable') return sixth.replace('alice', `\${aws:username}`)
  if (choice === 'tagVariable') return sixth.replace('blue', `\${aws:PrincipalTag/team}`)
  if (choice === 'defaulted')
    return sixth.replace('alice', `\${aws:PrincipalTag/none, 'alice'}`).replace('blue', `\${aws:PrincipalTag/team, 'blue'}`)
  if (choice === 'valueless') return `${sixth.slice(0, 4)}\${aws:PrincipalTag/none}*`
  // An X is written where the sibling key has its wildcard: an escaped wildcard must not match it.
  if (choice === 'escaped') return escaped(sixth.replace('aXb', 'a*b').replace('5X', '5?'))
  if (choice === 'otherCase') return sixth.toUpperCase()
  return choice === 'sibling' ? `${sixth}-other` : sixth
}

function resourcesOf(choice: ResourceChoice, scene: Scene, attachment: AttachmentPoint): string[] {
  const { resource } = scene.operation
  const parts = resource.split(':')
  const [partition = '', service = '', region = '', account = ''] = parts.slice(1, 5)
  const sixth = parts.slice(5).join(':')
  const ownBucket = attachment === 'resource' && service === 's3'
  if (choice === 'all') return ownBucket ? [`arn:aws:s3:::${sixth.split('/')[0]}`, `arn:aws:s3:::${sixth.split('/')[0]}/*`] : ['*']
  if (resource === '*') return ['arn:aws:s3:::*']
  // A star at the end of a part can match what follows it: the first patterns have the beginning of the last part as their fifth.
  if (choice === 'crossing' && !ownBucket) {
    const [beginning = '', rest = ''] = cutOnce(sixth)
    return [`arn:${partition}:${service}:*:${beginning}:${rest}`, `arn:${partition}:${service}:*:${sixth}:x`]
  }
  if (choice === 'short' && !ownBucket) return [`arn:${partition}:${service}:${region.slice(0, 2)}*`]
  const start = choice === 'otherPartition' ? 'aws-cn' : partition
  const place5 = choice === 'anyRegion' && !ownBucket ? '*:*' : `${region}:${account}`
  return [`arn:${start}:${service}:${place5}:${sixthPart(choice, sixth)}`]
}

/** Splits at the first colon; a text without one is returned for both. */
function cutOnce(text: string): [string, string] {
  const colon = text.indexOf(':')
  return colon < 0 ? [text, text] : [text.slice(0, colon), text.slice(colon + 1)]
}

function entryOf(choice: PrincipalChoice, caller: CaseCaller): [string, string] {
  const account = caller.account ?? home
  if (choice === 'everyone') return ['AWS', '*']
  if (choice === 'accountRoot') return ['AWS', `arn:aws:iam::${account}:root`]
  if (choice === 'accountId') return ['AWS', account]
  if (choice === 'otherUser') return ['AWS', `arn:aws:iam::${home}:user/bo`]
  if (choice === 'otherSession') return ['AWS', `arn:aws:sts::${home}:assumed-role/dev/mallory`]
  if (choice === 'foreignAccount') return ['AWS', foreign]
  if (choice === 'service') return ['Service', 'sns.amazonaws.com']
  if (choice === 'webIdentity') return ['Federated', 'accounts.google.com']
  if (choice === 'saml') return ['Federated', `arn:aws:iam::${home}:saml-provider/Corp`]
  if (choice === 'canonical') return ['CanonicalUser', '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be']
  if (caller.type === 'service') return ['Service', caller.name ?? '']
  if (caller.provider !== undefined) return ['Federated', caller.provider]
  const holder = choice === 'holder' ? (caller.roleArn ?? caller.userArn) : undefined
  return ['AWS', holder ?? caller.arn ?? `arn:aws:iam::${home}:user/alice`]
}

function principalOf(plan: StatementPlan, caller: CaseCaller, negated: boolean): Json {
  if (plan.bareStar && !negated) return '*'
  const entries = plan.principals.map((choice) => entryOf(choice, caller)).filter(([, text]) => !negated || text !== '*')
  const used = entries.length > 0 ? entries : [entryOf('otherUser', caller)]
  const types = [...new Set(used.map(([type]) => type))]
  return Object.fromEntries(
    types.map((type) => [type, one([...new Set(used.filter(([other]) => other === type).map(([, text]) => text))])]),
  )
}

function at<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T
}

/** The contract does not decide these: a negated operator without a set prefix on a multi-valued key; IfExists with a set that can be empty. */
function operatorName(plan: ConditionPlan, scene: Scene, picked: { family: Family; key: string }): string {
  const operator = at(picked.family.operators, plan.operator)
  const openNegation = plan.multi && operator.includes('Not') && !scene.contested
  const set = openNegation && plan.set === '' ? 'ForAnyValue:' : plan.set
  const ifExists = plan.ifExists && (picked.key !== emptyable || scene.contested)
  const known = scene.unknowns && plan.strange ? 'StringMatches' : operator
  return `${set}${known}${ifExists ? 'IfExists' : ''}`
}

function conditionOf(plan: ConditionPlan, scene: Scene): [string, string, Json] {
  const family = at(families, plan.family)
  const key = at(plan.multi ? family.multiKeys : family.keys, plan.key)
  const written = plan.upperCase ? key.toUpperCase() : key
  if (plan.isNull) return ['Null', written, plan.ifExists ? 'false' : 'true']
  const pool = scene.contested ? [...family.values, ...family.contested] : family.values
  const values = plan.values.map((index) => at(pool, index))
  return [operatorName(plan, scene, { family, key }), written, values.length === 1 ? (values[0] as Json) : values]
}

function conditionBlock(plans: readonly ConditionPlan[], scene: Scene): JsonObject {
  const block: Record<string, Record<string, Json>> = {}
  for (const plan of plans) {
    const [operator, key, values] = conditionOf(plan, scene)
    block[operator] = { ...block[operator], [key]: values }
  }
  return block
}

function statementOf(plan: StatementPlan, scene: Scene, attachment: AttachmentPoint): JsonObject {
  const allow = plan.allow && attachment !== 'rcp'
  const actions = one([...new Set(plan.actions.map((choice) => actionOf(choice, scene, attachment)))])
  const resources = one([...new Set(plan.resources.flatMap((choice) => resourcesOf(choice, scene, attachment)))])
  const negated = plan.notPrincipal && attachment === 'resource'
  const notAction = plan.notAction && attachment !== 'rcp' && attachment !== 'trust'
  const principal =
    attachment === 'rcp' ? { Principal: '*' } : { [negated ? 'NotPrincipal' : 'Principal']: principalOf(plan, scene.caller, negated) }
  return {
    Effect: allow ? 'Allow' : 'Deny',
    ...(attachment === 'identity' || attachment === 'scp' ? {} : principal),
    [notAction ? 'NotAction' : 'Action']: actions,
    ...(attachment === 'trust' ? {} : { [plan.notResource ? 'NotResource' : 'Resource']: resources }),
    ...(plan.conditions.length === 0 ? {} : { Condition: conditionBlock(plan.conditions, scene) }),
    ...(scene.unknowns && plan.strange ? { Reason: 'none' } : {}),
  }
}

export function documentOf(plan: DocumentPlan, scene: Scene, attachment: AttachmentPoint): JsonObject {
  const statements = plan.statements.map((statement) => statementOf(statement, scene, attachment))
  return {
    ...(plan.version === undefined ? {} : { Version: plan.version }),
    Statement: statements.length === 1 ? (statements[0] as JsonObject) : statements,
  }
}
