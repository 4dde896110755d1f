// apply: the commands apply and export. They own flags, and the files of documents and of keys. They refuse to write a key anywhere but where
// --write-keys says. What is done is in the folder apply of the package.
import { openSync, readFileSync } from 'node:fs'
import { parsePolicy } from '@daypass/policy'
import { Command, Option } from 'commander'
import type { Keys } from '../../apply/accounts.js'
import { prepareApply } from '../../apply/apply.js'
import { CallError } from '../../apply/calls/call-error.js'
import { DocumentFaults, faultText } from '../../apply/document/fault.js'
import { jsonSchema } from '../../apply/document/json-schema.js'
import { ApplyStopped, type KeptAccount, performPlan } from '../../apply/perform.js'
import { placedIn, planReport, planText } from '../../apply/plan-text.js'
import type { Lint } from '../../apply/warnings.js'
import { openCatalogue } from '../../catalogue/catalogue.js'
import { lintPolicy } from '../../catalogue/lint/lint-policy.js'
import { print } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { callerOf } from './caller.js'
import { defaultCredentialsFile, keysInFiles } from './credentials-file.js'

interface ApplyFlags {
  readonly dryRun?: true
  readonly json?: true
  readonly schema?: true
  readonly credentialsFile?: string
  readonly writeKeys?: string
}

/** The flag that names the file with keys of other accounts. */
export const credentialsFlag = (): Option =>
  new Option(
    '--credentials-file <file>',
    'file with a profile daypass-ACCOUNT for each other account (AWS_SHARED_CREDENTIALS_FILE; ~/.aws/credentials)',
  )

/** `daypass apply`: brings accounts to what a document says. */
export const applyCommand = (): Command =>
  new Command('apply')
    .description(
      "bring accounts and their organization to what a document says; prints a plan first. Signs with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for the caller's account, and with profiles daypass-ACCOUNT of --credentials-file for others.",
    )
    .argument('[file]', 'the document, YAML or JSON; - is standard input')
    .option('--dry-run', 'print the plan, and change nothing')
    .option('--json', 'print the plan and what was done as JSON')
    .option('--schema', 'print the JSON Schema of documents')
    .addOption(credentialsFlag())
    .option('--write-keys <file>', 'file that gets the root keys of accounts that are made')
    .allowExcessArguments(false)
    .action(apply)

async function apply(file: string | undefined, flags: ApplyFlags): Promise<void> {
  if (flags.schema) return print(jsonSchema(), 2)
  if (file === undefined) throw new UsageError('Name the document: a file, or - for standard input.')
  const text = textOf(file)
  const isDry = flags.dryRun === true
  const keys = keysInFiles({ credentialsFile: flags.credentialsFile ?? defaultCredentialsFile(process.env), writeKeys: flags.writeKeys })
  const prepared = await toldPlainly(file, () =>
    prepareApply(text, callerOf(process.env), { ...(isDry ? onlyPlanning(keys) : keys), lint: catalogueLint() }),
  )
  const plan = planReport(prepared)
  if (!flags.json) print(planText(plan, file))
  const isNothing = plan.things.every(({ change }) => change === 'nothing')
  const needsFile = keys.keep === undefined && plan.things.some(({ kind, change }) => kind === 'account' && change === 'create')
  if (isDry && needsFile && !flags.json) print(`To apply it, say where the keys of new accounts go. ${keys.howToKeep}`)
  const { done, made } = isDry || isNothing ? { done: [], made: [] } : await toldPlainly(file, () => performPlan(prepared))
  if (flags.json) return print({ ...plan, applied: !isDry, done, made }, 2)
  if (!isDry && !isNothing) print([...madeLines(made), `applied: ${changes(done.length)}`].join('\n'))
}

/** A plan alone needs no place for keys, because it makes no account. */
const onlyPlanning = (keys: Keys): Keys => ({ ...keys, keep: keys.keep ?? noKeeping })

function noKeeping(): never {
  throw new Error('a plan makes no account')
}

/** The advice of `daypass policy lint`. */
function catalogueLint(): Lint {
  const catalogue = openCatalogue()
  return (text, kind) => {
    const parsed = parsePolicy(text, kind)
    return parsed.ok ? lintPolicy(parsed.policy, catalogue) : []
  }
}

const changes = (count: number): string => `${count} ${count === 1 ? 'change' : 'changes'}`

const madeLines = (made: readonly KeptAccount[]): string[] =>
  made.map(({ account, credentials }) => `account ${account} was made; the key of its root user is ${credentials}`)

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : openSync(file, 'r'), 'utf8')
  } catch (error) {
    throw new UsageError(`The document cannot be read: ${(error as Error).message}`)
  }
}

/** Runs what reads or changes; what it throws on purpose becomes words. */
export async function toldPlainly<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof DocumentFaults) throw new UsageError(error.faults.map((fault) => placedIn(file, faultText(fault))).join('\n'))
    if (error instanceof ApplyStopped) throw new UsageError(stoppedText(error))
    if (error instanceof CallError) throw new UsageError(error.message)
    throw error
  }
}

function stoppedText({ done, failed, left, made, message }: ApplyStopped): string {
  const words = ({ account, kind, name, does }: ApplyStopped['failed']) =>
    `account ${account}: ${[kind, name].filter((one) => one !== '').join(' ')}: ${does}`
  return [
    ...done.map((one) => `done: ${words(one)}`),
    ...madeLines(made),
    `failed: ${words(failed)}`,
    `  ${message.split('\n')[0]}`,
    `${changes(done.length)} made, ${left} not tried. Nothing was undone. Apply again to go on from there.`,
  ].join('\n')
}
