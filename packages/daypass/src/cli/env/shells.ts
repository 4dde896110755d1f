import { basename } from 'node:path'
import { Option } from 'commander'
import { exportLine, quote } from '../output/shell.js'
import { UsageError } from '../usage-error.js'

/** Variables and their values, all of them printable. */
export type Settings = Readonly<Record<string, string>>

/** How variables are passed to whoever reads the output. */
interface Shell {
  /** Lines that unset some variables and set others. If nothing can be unset, as in a file, they only set. */
  readonly lines: (settings: Settings, away: readonly string[]) => string[]
  /** A line that fails when it is evaluated, and unsets the variables; absent if an empty output is a failure by itself. */
  readonly failure: (away: readonly string[]) => string[]
}

/** A name that never resolves (RFC 6761, section 6.4), for clients that would otherwise call AWS with the credentials in their files. */
export const NOWHERE = 'http://daypass-failed.invalid'

const entries = (settings: Settings): [string, string][] => Object.entries(settings)

/**
 * For bash, zsh, dash and fish: fish can be started from the others, and then cannot be guessed. Two backslashes in single quotes are one in fish and
 * two elsewhere. Without the variables, clients would call AWS with the credentials in their files; so the address that all of them read leads
 * nowhere.
 */
const failureOfShells = (away: readonly string[]): string[] => {
  const names = away.join(' ')
  return [`test '\\\\' = \\\\ && set -eg ${names}; test '\\\\' = \\\\ || unset ${names}; export AWS_ENDPOINT_URL=${NOWHERE}; false`]
}

/**
 * fish accepts `export` too, but not `unset`: it would keep half of the old state, and report success. It cannot parse this line, prints it, and runs
 * none of the others; elsewhere the line does nothing.
 */
const NOT_FISH = `: "\${0#In fish: --shell fish}"`

const bash: Shell = {
  lines: (settings, away) => [
    NOT_FISH,
    ...inRows(away).map((row) => `unset ${row}`),
    ...entries(settings).map(([name, value]) => exportLine(name, value)),
  ],
  failure: failureOfShells,
}

/**
 * fish is guessed from $SHELL, but its user may evaluate the lines in a script for another shell. There `set -e` has another meaning, and would be
 * run. So the lines are in a block that only fish can parse, and the other shells reject all of it (bash, zsh, dash: a syntax error). `true`: erasing
 * an absent variable sets a failure status. Semicolons: `eval (daypass env)` joins everything into one line.
 */
const fish: Shell = {
  lines: (settings, away) => [
    'if true;',
    ...inRows(away).map((row) => `set -eg ${row};`),
    ...entries(settings).map(([name, value]) => `set -gx ${name} ${quoteForFish(value)};`),
    'true;',
    'end;',
  ],
  failure: failureOfShells,
}

const powershell: Shell = {
  lines: (settings, away) => [
    ...inRows(
      away.map((name) => `Env:${name}`),
      ', ',
    ).map((row) => `Remove-Item -ErrorAction SilentlyContinue ${row}`),
    ...entries(settings).map(([name, value]) => `$env:${name} = ${quoteForPowerShell(value)}`),
  ],
  failure: (away) => [
    `Remove-Item -ErrorAction SilentlyContinue ${away.map((name) => `Env:${name}`).join(', ')}; $env:AWS_ENDPOINT_URL = '${NOWHERE}'; throw 'daypass failed.'`,
  ],
}

const dotenv: Shell = {
  lines: (settings) => entries(settings).map(([name, value]) => `${name}=${quoteForDotenv(name, value)}`),
  failure: () => [`AWS_ENDPOINT_URL=${NOWHERE}`],
}

const json: Shell = {
  lines: (settings) => JSON.stringify(settings, undefined, 2).split('\n'),
  failure: () => [],
}

const SHELLS: Readonly<Record<string, Shell>> = { bash, zsh: bash, sh: bash, fish, powershell, pwsh: powershell, dotenv, json }

/** The flag that selects one. */
export const shellFlag = (): Option =>
  new Option('--shell <shell>', 'which shell to print for; fish if $SHELL is fish').choices(Object.keys(SHELLS))

/** The shell with this name, otherwise the one that is guessed from `SHELL`: fish, or one with bash's syntax. */
export const shellNamed = (name: string | undefined, environment: NodeJS.ProcessEnv): Shell =>
  (name !== undefined && Object.hasOwn(SHELLS, name) ? SHELLS[name] : undefined) ??
  (basename(environment.SHELL ?? '') === 'fish' ? fish : bash)

/** Backslash and quote are the only special characters in single quotes of fish (fish documentation, "Quotes"). */
const quoteForFish = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

/** PowerShell treats curly quotes as straight ones (about_Quoting_Rules); two of them mean one. */
const quoteForPowerShell = (text: string): string => `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`

/** Programs agree on plain values, and on single quotes around values without single quotes. */
function quoteForDotenv(name: string, text: string): string {
  if (/^[\w./:+@=[\]-]*$/.test(text)) return text
  if (!text.includes("'")) return quote(text)
  throw new UsageError(`${name} contains a ', which programs read from a dotenv file in different ways. Use --shell json.`)
}

/** Names in rows that fit on a terminal. */
function inRows(names: readonly string[], between = ' '): string[] {
  const rows: string[] = []
  for (const name of names) {
    const last = rows.at(-1)
    if (last === undefined || last.length + name.length > 100) rows.push(name)
    else rows[rows.length - 1] = `${last}${between}${name}`
  }
  return rows
}
