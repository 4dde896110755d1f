import { authorize, type CaseResult, explainDecision, type PolicyCase, parseCases, runCase } from '@daypass/policy'
import { Command } from 'commander'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { print } from '../output/print.js'
import { tell } from '../output/tell.js'
import { UsageError } from '../usage-error.js'
import { placed, readInput, shownName } from './documents.js'

/** `daypass policy test`: runs cases and reports which fail. */
export const testCommand = (): Command =>
  new Command('test')
    .description('run evaluation and validation cases; fails if one fails')
    .argument('<file...>', 'files with a case or a list of cases, in the shape of the shared vectors; - is standard input')
    .option('--json', 'one JSON object with every case')
    .action(test)

interface Run {
  readonly file: string
  readonly one: PolicyCase
  readonly result: CaseResult
}

function test(files: readonly string[], flags: { json?: boolean }): void {
  const runs = readAll(files)
  const results = runs.map(({ result }) => result)
  const failed = results.filter(({ passed }) => !passed).length
  const passed = results.length - failed
  if (failed > 0) process.exitCode = 1
  if (flags.json !== true) {
    print([...runs.flatMap(linesOf), `${passed} passed, ${failed} failed`].join('\n'))
    return
  }
  print({ passed, failed, cases: results })
  for (const run of runs) for (const line of problemLines(run)) tell(line)
}

/** All files are read before any case is run: a file that cannot be read ends the command. */
function readAll(files: readonly string[]): Run[] {
  const problems: string[] = []
  const runs = files.flatMap((file) => {
    const parsed = parseCases(readInput(file))
    if (parsed.ok) return parsed.cases.map((one) => ({ file, one, result: runCase(one) }))
    problems.push(placed(file, { ...parsed.problem, detail: `${parsed.problem.detail}: no case was run` }))
    return []
  })
  if (problems.length > 0) throw new UsageError(problems.join('\n'))
  return runs
}

/** Lines about a case that failed, or that was decided by another layer than the one that it names. */
function linesOf(run: Run): string[] {
  const { file, one, result } = run
  const title = `${shownName(file)}:${one.line} ${escapeUnprintable(`${one.id}${one.why === undefined ? '' : `: ${one.why}`}`)}`
  if (result.passed) return otherLayer(result).map((note) => `note ${title}: ${note}`)
  const line = `FAIL ${title}: expected ${shownExpected(one)}, got ${shownGot(result)}`
  return [line, ...[...problemLines(run), ...explanation(one), ...documentProblems(run)].map((text) => `  ${text}`)]
}

function shownExpected(one: PolicyCase): string {
  const { expected } = one
  if (expected === null || expected === undefined) return 'an expectation that could not be parsed'
  if ('valid' in expected) return expected.valid ? 'a valid document' : 'an invalid document'
  const by = expected.decidedBy === undefined ? '' : ` by ${[expected.decidedBy].flat().join(' or ')}`
  return `${one.kind === 'evaluation' && one.anyDenial ? 'any denial' : expected.decision}${by}`
}

function shownGot({ got }: CaseResult): string {
  if ('decision' in got) return `${got.decision} by ${got.decidedBy}`
  if ('valid' in got) return got.valid ? 'a valid one' : 'an invalid one'
  return 'a case that cannot be run'
}

function otherLayer({ expected, got }: CaseResult): string[] {
  if (expected === null || !('decision' in expected) || !('decision' in got)) return []
  const named = [expected.decidedBy ?? got.decidedBy].flat()
  return named.includes(got.decidedBy) ? [] : [`decided by ${got.decidedBy}, the case names ${named.join(' or ')}`]
}

function explanation(one: PolicyCase): string[] {
  return one.kind === 'evaluation' ? explainDecision(one.request, authorize(one.request)).split('\n') : []
}

/** Positions in a document are counted from its own beginning if it was given as text. */
function documentProblems({ result: { got } }: Run): string[] {
  return 'valid' in got ? got.problems.map(({ line, column, detail }) => `${line}:${column} ${escapeUnprintable(detail)}`) : []
}

function problemLines({ file, one }: Run): string[] {
  if (one.kind !== 'unreadable') return []
  return one.problems.map(({ path, detail, ...place }) =>
    placed(file, { ...place, detail: `case ${one.id}${path === '' ? '' : `, ${path}`}: ${detail}` }),
  )
}
