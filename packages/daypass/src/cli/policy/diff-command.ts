import { ComparisonTooLargeError, diffPolicies, type Policy, type PolicyChange, type PolicyDiff } from '@daypass/policy'
import { Command } from 'commander'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { print } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { kindOf, readPolicy } from './documents.js'

interface DiffFlags {
  readonly kind: string
  readonly failOnGain?: boolean
  readonly json?: boolean
}

/** `daypass policy diff`: what a new document allows and an old one does not, and the reverse. */
export const diffCommand = (): Command =>
  new Command('diff')
    .description('show what NEW allows that OLD did not, and the reverse, for the actions, resources and principals that they name')
    .argument('<old>', 'the old version of the document; - is standard input')
    .argument('<new>', 'the new version of the document; - is standard input')
    .option(
      '--kind <kind>',
      'the kind of both: identity, managed, boundary, trust, session, s3-bucket, kms-key, resource, scp or rcp',
      'identity',
    )
    .option('--fail-on-gain', 'exit with 1 if anything is gained')
    .option('--json', 'one JSON object')
    .action(diff)

function diff(before: string, after: string, flags: DiffFlags): void {
  const kind = kindOf(flags.kind)
  if (before === '-' && after === '-') throw new UsageError('Only one of the two documents can be standard input.')
  const { gained, lost } = compared(readPolicy(before, kind), readPolicy(after, kind))
  if (flags.failOnGain === true && gained.length > 0) process.exitCode = 1
  const lines = [...gained.map((change) => `+ ${shown(change)}`), ...lost.map((change) => `- ${shown(change)}`)]
  const sum = `${gained.length} gained, ${lost.length} lost, over what the documents name; not a proof`
  print(flags.json === true ? { gained, lost } : [...lines, sum].join('\n'))
}

/** What cannot be compared completely is an error, so that no result is mistaken for no difference. */
function compared(before: Policy, after: Policy): PolicyDiff {
  try {
    return diffPolicies(before, after)
  } catch (error) {
    throw error instanceof ComparisonTooLargeError ? new UsageError(error.message) : error
  }
}

function shown({ action, resource, principal, when }: PolicyChange): string {
  const conditions = when.map(({ operator, key, values }) => `${operator} ${key} ${values.join(' or ')}`)
  const where = resource === undefined ? '' : ` on ${resource}`
  const who = principal === undefined ? '' : ` by ${principal}`
  return escapeUnprintable(`${action}${where}${who}, ${conditions.length === 0 ? 'always' : `when ${conditions.join(' and ')}`}`)
}
