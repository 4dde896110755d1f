import type { Prepared } from './apply.js'
import { faultText, type PlacedFault } from './document/fault.js'
import { type ChangeKind, type Write, writesInOrder } from './plan/plan.js'
import { statementDifference } from './plan/statement-difference.js'

/** A plan for programs. */
export interface PlanReport {
  readonly accounts: readonly { readonly account: string; readonly credentials: string }[]
  readonly things: readonly PlannedChange[]
  /** What will probably not have the intended effect, with its place in the document. */
  readonly warnings: readonly PlacedFault[]
}

/** One thing of a plan. */
export interface PlannedChange {
  readonly account: string
  readonly kind: string
  readonly name: string
  readonly change: ChangeKind
  /** What is done to it, in the order in which it is done. */
  readonly does: readonly string[]
  /** The policies that are replaced, by statement; left out where none is. */
  readonly policies?: readonly PolicyDifference[]
}

/** How a policy changes. */
export interface PolicyDifference {
  /** Which of `does`. */
  readonly does: string
  /** `- STATEMENT` for one that goes, `+ STATEMENT` for one that comes, as JSON. */
  readonly difference: readonly string[]
}

/** `real` gives the ids of accounts that have been made; before that, what stands for them. */
export const planReport = ({ things, accesses, warnings }: Prepared, real = (text: string): string => text): PlanReport => ({
  accounts: accesses.map(({ account, as }) => ({ account: real(account), credentials: as })),
  things: things.map((one) => {
    const writes = writesInOrder([one])
    const policies = differencesOf(writes, real)
    return {
      ...{ account: real(one.account), kind: one.kind, name: real(one.name), change: one.change },
      does: writes.map(({ does }) => real(does)),
      ...(policies.length > 0 && { policies }),
    }
  }),
  warnings,
})

const differencesOf = (writes: readonly Write[], real: (text: string) => string): readonly PolicyDifference[] =>
  writes.flatMap(({ does, policy }) => {
    const difference = policy === undefined ? [] : statementDifference(policy)
    return difference.length === 0 ? [] : [{ does: real(does), difference: difference.map(real) }]
  })

const MARKS: Readonly<Record<ChangeKind, string>> = { create: '+', change: '~', nothing: ' ' }

/** A plan for people: what is made (+) and changed (~), by account. `file` is what warnings call the document. */
export function planText(report: PlanReport, file: string): string {
  const lines: string[] = []
  for (const { account, credentials } of report.accounts) {
    const changing = report.things.filter((one) => one.account === account && one.change !== 'nothing')
    lines.push(`account ${account}, with ${credentials}${changing.length === 0 ? ': nothing changes' : ''}`)
    for (const one of changing) lines.push(...thingLines(one))
  }
  lines.push(...report.warnings.map((warning) => `warning: ${placedIn(file, faultText(warning))}`), countText(report))
  return lines.join('\n')
}

function thingLines({ kind, name, change, does, policies = [] }: PlannedChange): string[] {
  const lines = [`  ${MARKS[change]} ${[kind, name].filter((word) => word !== '').join(' ')}`]
  for (const one of does) {
    if (one !== 'create') lines.push(`      ${one}`)
    const difference = policies.find((policy) => policy.does === one)?.difference ?? []
    lines.push(...difference.map((line) => `        ${line}`))
  }
  return lines
}

/** A fault or a warning with the file in front of its line. */
export const placedIn = (file: string, text: string): string => (/^\d+:\d+: /.test(text) ? `${file}:${text}` : text)

function countText({ things }: PlanReport): string {
  const count = (change: ChangeKind) => things.filter((one) => one.change === change).length
  return `${count('create')} to create, ${count('change')} to change, ${count('nothing')} as they are`
}
