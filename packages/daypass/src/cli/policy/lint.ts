import { readFileSync } from 'node:fs'
import { type PolicyKind, parsePolicy } from '@daypass/policy'
import { Command, Option } from 'commander'
import { openCatalogue } from '../../catalogue/catalogue.js'
import { lintPolicy } from '../../catalogue/lint/lint-policy.js'
import { StartRefused } from '../../installation/refusal.js'

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

/** One line of the report: a problem (code `error`), which keeps the document from being saved, or a warning, which does not. */
interface Finding {
  readonly line: number
  readonly column: number
  readonly code: string
  readonly text: string
}

/** `daypass policy lint`: what in a document is wrong, and what in it does probably not do what was meant. */
export const lintCommand = (): Command =>
  new Command('lint')
    .description('check a policy document against its grammar and the packaged catalogue of actions; warnings are advice')
    .argument('<file>', 'the document, or - for standard input')
    .addOption(new Option('--kind <kind>', 'what the document is for').choices(KINDS).makeOptionMandatory())
    .option('--json', 'print one JSON document instead of lines')
    .option('--strict', 'exit 1 with warnings too')
    .allowExcessArguments(false)
    .action((file: string, flags: LintFlags) => {
      const { ok, findings } = lint(readDocument(file), flags.kind)
      process.stdout.write(flags.json ? `${JSON.stringify({ file, kind: flags.kind, ok, findings }, null, 2)}\n` : linesOf(file, findings))
      if (!ok || (flags.strict && findings.length > 0)) process.exitCode = 1
    })

function readDocument(file: string): string {
  try {
    return readFileSync(file === '-' ? process.stdin.fd : file, 'utf8')
  } catch (cause) {
    throw new StartRefused(`${file} cannot be read: ${(cause as Error).message}`)
  }
}

/** `ok`: the document can be saved. */
function lint(text: string, kind: PolicyKind): { ok: boolean; findings: readonly Finding[] } {
  const parsed = parsePolicy(text, kind)
  if (parsed.ok) return { ok: true, findings: lintPolicy(parsed.policy, openCatalogue()) }
  return { ok: false, findings: parsed.problems.map(({ line, column, detail }) => ({ line, column, code: 'error', text: detail })) }
}

const linesOf = (file: string, findings: readonly Finding[]): string =>
  findings.map(({ line, column, code, text }) => `${file}:${line}:${column} ${code} ${text}\n`).join('')
