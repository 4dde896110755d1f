import type { Prepared } from './apply.js'
import { type ChangeKind, writesInOrder } from './plan/plan.js'

/** A plan for programs. */
export interface PlanReport {
  readonly accounts: readonly { readonly account: string; readonly credentials: string }[]
  readonly things: readonly PlannedChange[]
}

/** One thing of a plan. */
export interface PlannedChange {
  readonly account: string
  readonly kind: string
  readonly name: string
  readonly change: ChangeKind
  /** What is done to it, in the order in which it is done. */
  readonly does: readonly string[]
}

/** `real` gives the ids of accounts that have been made; before that, what stands for them. */
export const planReport = ({ things, accesses }: Prepared, real = (text: string): string => text): PlanReport => ({
  accounts: accesses.map(({ account, as }) => ({ account: real(account), credentials: as })),
  things: things.map((one) => ({
    ...{ account: real(one.account), kind: one.kind, name: real(one.name), change: one.change },
    does: writesInOrder([one]).map(({ does }) => real(does)),
  })),
})

const MARKS: Readonly<Record<ChangeKind, string>> = { create: '+', change: '~', nothing: ' ' }

/** A plan for people: what is made (+) and changed (~), by account. */
export function planText(report: PlanReport): string {
  const lines: string[] = []
  for (const { account, credentials } of report.accounts) {
    const changing = report.things.filter((one) => one.account === account && one.change !== 'nothing')
    lines.push(`account ${account}, with ${credentials}${changing.length === 0 ? ': nothing changes' : ''}`)
    for (const { kind, name, change, does } of changing) {
      lines.push(`  ${MARKS[change]} ${[kind, name].filter((word) => word !== '').join(' ')}`)
      for (const one of does) if (one !== 'create') lines.push(`      ${one}`)
    }
  }
  lines.push(countText(report))
  return lines.join('\n')
}

function countText({ things }: PlanReport): string {
  const count = (change: ChangeKind) => things.filter((one) => one.change === change).length
  return `${count('create')} to create, ${count('change')} to change, ${count('nothing')} as they are`
}
