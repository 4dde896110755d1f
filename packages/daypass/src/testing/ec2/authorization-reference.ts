import { readFileSync } from 'node:fs'
import { parseArn } from '../../core/arn.js'
import type { RequiredPermission } from '../../core/operation.js'

/** EC2's line of the packaged snapshot of the Service Authorization Reference; tools/import-iam-data.mjs explains the numbers. */
interface Reference {
  readonly prefix: string
  readonly keys: readonly (readonly [key: string, type: string])[]
  readonly resources: readonly (readonly [name: string, arn: string, keys: readonly number[]])[]
  readonly sets: readonly (readonly [resources: readonly number[], keys: readonly number[]])[]
  readonly actions: string
}

const lines = readFileSync(new URL('../../../data/aws-actions.jsonl', import.meta.url), 'utf8').split('\n')
const reference = JSON.parse(lines.find((line) => line.startsWith('{"prefix":"ec2"')) ?? '{}') as Reference
const keysAt = (numbers: readonly number[]) => numbers.map((at) => reference.keys[at]?.[0] ?? '')
/** The keys of an action, and of each of its resource types. */
function referenceOf(action: string) {
  const [, set = ''] = new RegExp(`(?:^|,)${action.replace('ec2:', '')} [A-Z](\\d+)`).exec(reference.actions) ?? []
  const [types = [], keys = []] = reference.sets[Number(set)] ?? []
  return {
    keys: keysAt(keys),
    types: new Map(types.map((at) => [reference.resources[at]?.[0], keysAt(reference.resources[at]?.[2] ?? [])])),
  }
}

/** `aws:RequestTag/a` has the name `aws:RequestTag/${TagKey}`, `ec2:Attribute/HttpTokens` the name `ec2:Attribute/${AttributeName}`. */
const nameOf = (key: string): string =>
  key.replace(/Tag\/.*/, `Tag/\${TagKey}`).replace(/^ec2:Attribute\/.*/, `ec2:Attribute/\${AttributeName}`)
/** Keys that every action has, and one of an action itself, which no type of resource has. */
const OF_NO_TYPE = ['aws:ResourceAccount', 'ec2:CreateAction']

/** What the Service Authorization Reference does not have: the action on this kind of resource, or one of the keys. */
export function unknownTo({ action, resource, context = {} }: RequiredPermission): string[] {
  const { keys, types } = referenceOf(action)
  const kind = parseArn(resource)?.resource.split('/')[0]
  const ofType = types.get(kind)
  if (ofType === undefined) return [`${action} on ${kind}`]
  const isKnown = (name: string) => OF_NO_TYPE.includes(name) || (keys.includes(name) && ofType.includes(name))
  const unknown = Object.entries(context).filter(([key, value]) => value !== undefined && !isKnown(nameOf(key)))
  return unknown.map(([key]) => `${key} of ${action} on ${kind}`)
}
