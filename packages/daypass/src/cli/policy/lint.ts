import { type PolicyKind, type Problem, parsePolicy } from '@daypass/policy'
import { Command, Option } from 'commander'
import { openCatalogue } from '../../catalogue/catalogue.js'
import { lintPolicy } from '../../catalogue/lint/lint-policy.js'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { print } from '../output/print.js'
import { readInput, savingProblems } from './documents.js'
import { sizeOf } from './size-of.js'

const KINDS: readonly PolicyKind[] = [
  'identity',
  'managed',
  'boundary',
  'trust',
  'session',
  's3-bucket',
  'kms-key',
  'resource',
  'scp',
  'rcp',
]

interface LintFlags {
  readonly kind: PolicyKind
  readonly json?: boolean
  readonly strict?: boolean
}

/** One line of the report: a problem (code `error`), which prevents saving, or a warning, which does not. */
interface Finding {
  readonly line: number
  readonly column: number
  readonly code: string
  readonly text: string
}

/** `daypass policy lint`: what is wrong in a document, and what in it probably does not have the intended effect. */
export const lintCommand = (): Command =>
  new Command('lint')
    .description('check a policy document against its grammar and the packaged catalogue of actions; warnings are advice')
    .argument('<file>', 'the document, or - for standard input')
    .addOption(new Option('--kind <kind>', 'the kind of document').choices(KINDS).makeOptionMandatory())
    .option('--json', 'print one JSON document instead of lines')
    .option('--strict', 'exit with 1 if there are warnings too')
    .allowExcessArguments(false)
    .action((file: string, flags: LintFlags) => {
      const { ok, findings } = lint(readInput(file), flags.kind)
      if (flags.json) print({ file, kind: flags.kind, ok, findings }, 2)
      else if (findings.length > 0) print(linesOf(file, findings))
      if (!ok || (flags.strict && findings.length > 0)) process.exitCode = 1
    })

/** `ok`: the document can be saved. A document that is too large is not checked any further. */
function lint(text: string, kind: PolicyKind): { ok: boolean; findings: readonly Finding[] } {
  const { problem } = sizeOf(text, kind)
  if (problem !== undefined) return { ok: false, findings: [errorOf(problem)] }
  const problems = savingProblems(text, kind)
  const parsed = parsePolicy(text, kind)
  const warnings = parsed.ok ? lintPolicy(parsed.policy, openCatalogue()) : []
  return { ok: problems.length === 0, findings: [...problems.map(errorOf), ...warnings] }
}

const errorOf = ({ line, column, detail }: Problem): Finding => ({ line, column, code: 'error', text: detail })

const linesOf = (file: string, findings: readonly Finding[]): string =>
  findings.map(({ line, column, code, text }) => escapeUnprintable(`${file}:${line}:${column} ${code} ${text}`)).join('\n')
