// Owns: what answers of IAM are made of: names, times, ids, documents, pages.
import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { codeOf } from '../authenticator.js'
import type { Found, Row } from './story.js'

/** Rows of a table, each perhaps made of what came before. */
export type Rows = readonly (Row | ((found: Found) => Row))[]

export const ACCOUNT = '000000000000'
/** The ARN of a thing of the account. */
export const at = (rest: string): string => `arn:aws:iam::${ACCOUNT}:${rest}`
/** The ARN of a policy of AWS. */
export const ofAws = (name: string): string => `arn:aws:iam::aws:policy/${name}`
export const text = (pattern: RegExp): unknown => expect.stringMatching(pattern)
export const TIME = text(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/)
export const ANY = expect.anything()
/** A unique id with this prefix, which is not the one named. */
export const idOf = (prefix: string, other = 'none'): unknown => text(new RegExp(`^(?!${other}$)${prefix}[A-Z2-7]{17}$`))
export const tag = (Key: string, Value = '') => ({ Key, Value })
export const boundary = (PermissionsBoundaryArn: string) => ({
  PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn },
})

/** The text of a policy that allows an action. The white space is part of it, and so are the letters that an URL cannot hold. */
export const allowing = (Action: string): string =>
  `{ "Version": "2012-10-17", "Statement": [{"Effect":"Allow","Action":"${Action}","Resource":"*","Condition":{"StringEquals":{"aws:username":"a!'(é)*"}}}] }`
/** The text of a policy that trusts a service. */
export const trusting = (Service: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }] })

/** A document as clients show it: encoded for an URL as it was sent, by the SDK for JavaScript; read, by the clients in Python. */
export const document = (sent: string): object => ({
  asymmetricMatch: (came: unknown) => came === encoded(sent) || isDeepStrictEqual(came, JSON.parse(sent)),
  toString: () => `document ${sent}`,
})
const encoded = (sent: string): string =>
  encodeURIComponent(sent).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)

/** `NoSuchEntity` for a user, a group, a role or one of their policies. */
export const missing = (kind: string, name: string) => ['NoSuchEntity', `The ${kind} with name ${name} cannot be found.`] as const
export const exists = (kind: string, name: string) => ['EntityAlreadyExists', `${kind} with name ${name} already exists.`] as const
export const mustFirst = (what: string) => ['DeleteConflict', `Cannot delete entity, must ${what} first.`] as const
export const quota = (name: string, limit: number) => ['LimitExceeded', `Cannot exceed quota for ${name}: ${limit}`] as const
export const noScope = (arn: string) => ['NoSuchEntity', `Scope ARN: ${arn} does not exist or is not attachable.`] as const
/** A policy of AWS that only its own roles have. */
export const SERVICE_POLICY = ofAws('aws-service-role/AWSSupportServiceRolePolicy')
export const notForCustomers = (kind: string) =>
  ['PolicyNotAttachable', `Cannot attach a Service Role Policy to a Customer ${kind}.`] as const
export const DUPLICATE_TAGS = ['InvalidInput', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'] as const
/** `ValidationError` for a name with a character that it may not have. */
export const badName = (parameter: string) =>
  [
    'ValidationError',
    `The specified value for ${parameter} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  ] as const
export const BAD_PATH = [
  'ValidationError',
  'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
] as const
/** `ValidationError` for a value that breaks a rule of the model. */
export const constraint = (parameter: string, rule: string) =>
  ['ValidationError', `1 validation error detected: Value at '${parameter}' failed to satisfy constraint: Member must ${rule}`] as const

/** A list as a whole, in pages of one, and with an invalid marker. `more` is what every page repeats. */
export function listed(
  [operation, parameters]: readonly [string, object],
  list: Readonly<Record<string, readonly unknown[]>>,
  more = {},
): Rows {
  const [[member, items] = ['', []]] = Object.entries(list)
  const pages = items.map((item, i) => ({ Marker }: Found): Row => {
    const IsTruncated = i < items.length - 1
    const page = { ...more, [member]: [item], IsTruncated, ...(IsTruncated && { Marker: text(/^[ -ÿ]{1,320}$/) }) }
    return [operation, { ...parameters, MaxItems: 1, ...(i > 0 && { Marker }) }, page]
  })
  return [
    [operation, { ...parameters }, { ...more, [member]: items, IsTruncated: false }],
    ...pages,
    [operation, { ...parameters, Marker: 'none' }, ['ValidationError', 'Invalid Marker.']],
  ]
}

/** The codes of this and the last half minute, for a seed as IAM returns it: in base64. */
export function codesOf(seed: string): readonly [string, string] {
  const secret = Buffer.from(seed, 'base64').toString()
  return [codeOf(secret, -1), codeOf(secret, 0)]
}
