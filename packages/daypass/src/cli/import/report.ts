import { escapeUnprintable } from '../../core/text/unprintable.js'
import { print } from '../output/print.js'
import { type BroughtType, KINDS, type Result } from './brought.js'
import type { NamedEntity } from './sending/kept.js'
import type { RootKey } from './sending/send.js'

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
  /** What is here and not in the files; whether there is more of it. */
  readonly notInFiles: readonly NamedEntity[]
  readonly isListCut: boolean
  readonly key?: RootKey
  /** Where the key of the root user was written instead of being shown. */
  readonly keyIn?: string
}

const NAMES: Readonly<Record<BroughtType, string>> = {
  Organization: 'organization',
  OrganizationPolicy: 'organization policies',
  OrganizationalUnit: 'organizational units',
  OrganizationRoot: 'root',
  OrganizationAccount: 'accounts of it',
  AwsManagedPolicy: 'policies of AWS',
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
  ...{
    OrganizationAccount: 'account',
    AwsManagedPolicy: 'policy of AWS',
    Policy: 'policy',
    Group: 'group',
    User: 'user',
    Role: 'role',
    InstanceProfile: 'instance profile',
  },
}

/** The users that came, or are here from before: none has a secret from the files. */
const usersIn = (results: readonly Result[]): readonly string[] =>
  results.filter(({ type, outcome }) => type === 'User' && outcome === 'created').map(({ name }) => name)

/** The report as JSON: every entity, and the users that came without keys and passwords. */
export const reportJson = ({ key, keyIn, isComplete, isListCut, ...report }: Report): object => ({
  ...{
    ...report,
    ...(isListCut && { notInFilesIsTruncated: true }),
    notReached: report.notReached.map(({ type, name }) => ({ type, name })),
    complete: isComplete,
  },
  usersWithoutSecrets: usersIn(report.results),
  ...(keyIn !== undefined && { rootKeyIn: keyIn }),
  ...(keyIn === undefined && key !== undefined && key),
})

/** Users that are named at most; the others are counted. */
const MOST_NAMED = 10

/** Prints counts by kind, everything that was left out, what changed, what is here and not in the files, and what to do about secrets. */
export function printReport({ accountId, account, dryRun, results, ...rest }: Report): void {
  const isNew = account === 'created'
  print(
    `account ${accountId}${dryRun ? (isNew ? ' would be created' : ' is here') : isNew ? ' is new' : ''}${dryRun ? '. This is a dry run: nothing is changed' : ''}`,
  )
  print(`${''.padEnd(24)}${OUTCOMES.map((outcome) => outcome.replace('-', ' ').padStart(10)).join('')}`)
  for (const type of KINDS) {
    const own = results.filter((result) => result.type === type)
    const counts = OUTCOMES.map((outcome) => String(own.filter((result) => result.outcome === outcome).length).padStart(10))
    // Nothing of AWS's is written: only a difference is told.
    if (own.length > 0 && type !== 'AwsManagedPolicy') print(`${NAMES[type].padEnd(24)}${counts.join('')}`)
  }
  const left = results.filter(({ outcome }) => outcome === 'left-out')
  if (left.length > 0) print('left out:')
  for (const { type, name, reason = '' } of left) print(`  ${SINGULAR[type]} ${inLine(name)}: ${inLine(reason)}`)
  for (const { type, name, notes = [] } of results)
    for (const note of notes) print(`note: ${SINGULAR[type]} ${inLine(name)}: ${inLine(note)}`)
  printChanges(results)
  const { notInFiles, isListCut, key, keyIn } = rest
  if (notInFiles.length > 0)
    print(`here and not in the files, left as they are: ${entityList(notInFiles)}${isListCut ? '. This list is cut off' : ''}`)
  printSecrets(usersIn(results))
  if (keyIn !== undefined) print(`key of the root user: ${keyIn}`)
  else if (key !== undefined) print(`key of the root user, shown only once: ${key.accessKeyId} ${key.secretAccessKey}`)
}

/** Entities of which the changes are named at most; the others are counted. */
const MOST_CHANGED = 50

function printChanges(results: readonly Result[]): void {
  const changed = results.filter(({ outcome, changes = [] }) => outcome === 'updated' && changes.length > 0)
  for (const { type, name, changes = [] } of changed.slice(0, MOST_CHANGED))
    print(`changed: ${SINGULAR[type]} ${inLine(name)}: ${inLine(changes.join(', '))}`)
  if (changed.length > MOST_CHANGED) print(`changed: ${changed.length - MOST_CHANGED} more, which --json names`)
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
