import { escapeUnprintable } from '../../core/text/unprintable.js'
import { print } from '../output/print.js'
import { type BroughtType, KINDS, type Result } from './brought.js'
import type { NamedEntity } from './kept.js'
import type { RootKey } from './send.js'

/** What an import did, or a dry run would do. */
export interface Report {
  readonly accountId: string
  readonly account: 'created' | 'unchanged'
  readonly dryRun: boolean
  /** Set where a call failed: what came after it was not sent. */
  readonly isComplete: boolean
  readonly results: readonly Result[]
  /** What was left out and is here from before, and what of the account was not reached: both are as they were. */
  readonly kept: readonly NamedEntity[]
  readonly notReached: readonly NamedEntity[]
  readonly key?: RootKey
}

const NAMES: Readonly<Record<BroughtType, string>> = {
  Organization: 'organization',
  OrganizationPolicy: 'organization policies',
  OrganizationalUnit: 'organizational units',
  OrganizationRoot: 'root',
  OrganizationAccount: 'accounts of it',
  Policy: 'policies',
  Group: 'groups',
  User: 'users',
  Role: 'roles',
  InstanceProfile: 'instance profiles',
}

const OUTCOMES = ['created', 'updated', 'unchanged', 'left-out'] as const
const SINGULAR: Readonly<Record<BroughtType, string>> = {
  ...{
    Organization: 'organization',
    OrganizationPolicy: 'organization policy',
    OrganizationalUnit: 'organizational unit',
    OrganizationRoot: 'root',
  },
  ...{ OrganizationAccount: 'account', Policy: 'policy', Group: 'group', User: 'user', Role: 'role', InstanceProfile: 'instance profile' },
}

/** The users that came, or are here from before: none has a secret from the files. */
const usersIn = (results: readonly Result[]): readonly string[] =>
  results.filter(({ type, outcome }) => type === 'User' && outcome === 'created').map(({ name }) => name)

/** The report as JSON: every entity, and the users that came without keys and passwords. */
export const reportJson = ({ key, isComplete, ...report }: Report): object => ({
  ...{ ...report, notReached: report.notReached.map(({ type, name }) => ({ type, name })), complete: isComplete },
  usersWithoutSecrets: usersIn(report.results),
  ...(key !== undefined && key),
})

/** Users that are named at most; the others are counted. */
const MOST_NAMED = 10

/** Prints counts by kind, everything that was left out, and what to do about secrets. */
export function printReport({ accountId, account, dryRun, results, key }: Report): void {
  const isNew = account === 'created'
  print(
    `account ${accountId}${dryRun ? (isNew ? ' would be created' : ' is here') : isNew ? ' is new' : ''}${dryRun ? '. This is a dry run: nothing is changed' : ''}`,
  )
  print(`${''.padEnd(24)}${OUTCOMES.map((outcome) => outcome.replace('-', ' ').padStart(10)).join('')}`)
  for (const type of KINDS) {
    const own = results.filter((result) => result.type === type)
    const counts = OUTCOMES.map((outcome) => String(own.filter((result) => result.outcome === outcome).length).padStart(10))
    if (own.length > 0) print(`${NAMES[type].padEnd(24)}${counts.join('')}`)
  }
  const left = results.filter(({ outcome }) => outcome === 'left-out')
  if (left.length > 0) print('left out:')
  for (const { type, name, reason = '' } of left) print(`  ${SINGULAR[type]} ${inLine(name)}: ${inLine(reason)}`)
  for (const { type, name, notes = [] } of results)
    for (const note of notes) print(`note: ${SINGULAR[type]} ${inLine(name)}: ${inLine(note)}`)
  printSecrets(usersIn(results))
  if (key !== undefined) print(`key of the root user, shown only once: ${key.accessKeyId} ${key.secretAccessKey}`)
}

/** Things by kind and name, in one line. At most ten are named; the others are counted. */
export const entityList = (named: readonly NamedEntity[]): string =>
  `${named
    .slice(0, MOST_NAMED)
    .map(({ type, name }) => `${SINGULAR[type]} ${inLine(name)}`)
    .join(', ')}${moreThan(named)}`

const moreThan = ({ length }: readonly unknown[]): string => (length > MOST_NAMED ? ` and ${length - MOST_NAMED} more` : '')

/** A text of a file or of the server in one line, so that it cannot look like another part of the report. */
const inLine = (text: string): string => escapeUnprintable(text.slice(0, MOST_SHOWN))
const MOST_SHOWN = 1_000

function printSecrets(users: readonly string[]): void {
  if (users.length === 0) return
  print(
    `No access keys, passwords and MFA devices were brought for ${users.slice(0, MOST_NAMED).map(inLine).join(', ')}${moreThan(users)}.`,
  )
  print(`Make a key with: aws iam create-access-key --user-name ${inLine(users[0] ?? '')}`)
}
