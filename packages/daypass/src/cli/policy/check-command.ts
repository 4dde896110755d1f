import type { InlineOwner, PolicyKind, SizeMeasure } from '@daypass/policy'
import { Command } from 'commander'
import { print } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { kindOf, placed, readInput, savingProblems, shownName } from './documents.js'
import { COUNTED, sizeOf } from './size-of.js'

interface CheckFlags {
  readonly kind: string
  readonly bucket?: string
  readonly owner: string
  readonly json?: boolean
}

/** `daypass policy check`: whether a document can be saved. */
export const checkCommand = (): Command =>
  new Command('check')
    .description('check whether a policy document could be saved: grammar, rules for saving, size')
    .argument('<file>', 'the document; - is standard input')
    .requiredOption('--kind <kind>', 'identity, managed, boundary, trust, session, s3-bucket, kms-key, resource, scp or rcp')
    .option('--bucket <name>', 's3-bucket: the bucket; resources outside it are rejected')
    .option('--owner <owner>', 'identity: the owner of the inline policy, for the size limit: user, group or role', 'role')
    .option('--json', 'one JSON object')
    .action(check)

const OWNERS: readonly InlineOwner[] = ['user', 'group', 'role']
function check(file: string, flags: CheckFlags): void {
  const kind = kindOf(flags.kind)
  const { bucket } = flags
  if (bucket !== undefined && kind !== 's3-bucket') throw new UsageError('--bucket can only be used with --kind s3-bucket.')
  const text = readInput(file)
  const { size, limit, measure, problem } = sizeOf(text, kind, ownerOf(flags.owner))
  const problems = [...(problem === undefined ? [] : [problem]), ...savingProblems(text, kind, bucket)]
  if (problems.length > 0) process.exitCode = 1
  const found = { kind, size, limit, measure }
  if (flags.json === true) print({ ok: problems.length === 0, ...found, problems })
  else print(problems.length > 0 ? problems.map((problem) => placed(file, problem)).join('\n') : good(file, found))
}

function ownerOf(name: string): InlineOwner {
  const owner = OWNERS.find((one) => one === name)
  if (owner === undefined) throw new UsageError(`Unknown --owner ${name}. Use one of: ${OWNERS.join(', ')}.`)
  return owner
}

function good(file: string, found: { kind: PolicyKind; size: number; limit: number; measure: SizeMeasure }): string {
  return `${shownName(file)}: a valid ${found.kind} policy, ${found.size} of ${found.limit} ${COUNTED[found.measure]}`
}
