import { parsePolicy } from '@daypass/policy'
import type { ExistingAccount } from '../state/account-state.js'
import type { AccountContents } from './document.js'

/** What tells whether a principal of a trust policy exists. */
export interface Trusting {
  readonly account: string
  readonly contents: AccountContents
  readonly existing: ExistingAccount
  /** The trust policy that is replaced. Whoever it names may stay, deleted or not: IAM shows the deleted ones by their ids. */
  readonly stored: string | undefined
}

/**
 * What is wrong with the AWS principals of a trust policy. IAM refuses users and roles that do not exist, sessions of such roles, and ids of deleted ones
 * (IAM API reference, CreateRole, MalformedPolicyDocument). Names of other accounts are left to it, and so are service-linked roles.
 */
export function strangersIn(trust: string, trusting: Trusting): readonly string[] {
  const kept = new Set(awsPrincipals(trusting.stored))
  const named = [...new Set(awsPrincipals(trust))].filter((one) => !kept.has(one))
  return named.flatMap((one) => problemOf(one, trusting) ?? [])
}

function awsPrincipals(trust: string | undefined): readonly string[] {
  const parsed = trust === undefined ? undefined : parsePolicy(trust, 'trust')
  if (!parsed?.ok) return []
  return parsed.policy.statements.flatMap(({ principal }) =>
    (principal?.entries ?? []).filter(({ type }) => type === 'AWS').map(({ value }) => value),
  )
}

const UNIQUE_ID = /^(?:AIDA|AROA)/
const PRINCIPAL = /^arn:aws:iam::(\d{12}):(user|role)(\/.*)$/
const SESSION = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//

function problemOf(principal: string, { account, contents, existing }: Trusting): string | undefined {
  if (UNIQUE_ID.test(principal))
    return existing.principalIds.has(principal)
      ? undefined
      : `${principal} is not the id of a user or role of this account. Who was deleted cannot be trusted again: remove it. Name others by ARN.`
  const [, of, kind, path = ''] = PRINCIPAL.exec(principal) ?? []
  if (of === account && !/^\/aws-(?:service-role|reserved)\//.test(path)) {
    const section = kind === 'user' ? 'users' : 'roles'
    if (!pathsOf(section, { contents, existing }).has(path)) return absent(principal)
  }
  const [, ofSession, role = ''] = SESSION.exec(principal) ?? []
  const isRole = Object.hasOwn(contents.roles ?? {}, role) || existing.roles.has(role) || existing.awsRoles.has(role)
  return ofSession === account && !isRole ? absent(`role ${role}`) : undefined
}

const absent = (what: string): string => `There is no ${what}, neither in the document nor in the account.`

/** Path and name of all users or roles, those of the document and those that exist. */
function pathsOf(section: 'users' | 'roles', { contents, existing }: Pick<Trusting, 'contents' | 'existing'>): ReadonlySet<string> {
  const wanted = Object.entries<{ readonly Path?: string } | null>(contents[section] ?? {})
  return new Set([
    ...wanted.map(([name, one]) => `${one?.Path ?? '/'}${name}`),
    ...[...existing[section]].map(([name, { path }]) => `${path}${name}`),
  ])
}
