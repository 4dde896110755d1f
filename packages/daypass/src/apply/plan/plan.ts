// plan: what apply will do, as data: each thing, what changes about it, and the calls that do it, in an order in which no step allows more than the
// states before and after. It owns that order. It calls nothing itself: a write is run by whoever holds the session.
import type { Client } from '../calls/client.js'
import type { PolicyChange } from './statement-difference.js'

/**
 * The order of writes, over all accounts. A request that is allowed between two of them is allowed before the first or after the last: what only takes
 * away comes before everything else, what only stops taking away comes after everything else, and between them what gives comes after what it
 * replaces was taken away. So boundaries come before permissions, denials before allowances, and a policy of the organization is attached before
 * another is detached (the order is ours). Two documents that are each replaced in place are replaced one after the other.
 */
export const STAGES = [
  'make accounts',
  'make the organization',
  'make what grants nothing',
  'bound',
  'join',
  'deny',
  'take away',
  'exchange bounds',
  'exchange',
  'exchange, then take away',
  'give with denials',
  'give',
  'take away with denials',
  'stop denying',
  'unbound',
  'settings',
] as const

export type Stage = (typeof STAGES)[number]

/** What a write needs while it runs. */
export interface ApplySession {
  /** The API as an account of the plan. */
  readonly clientOf: (account: string) => Client
  /** A text in which the ids of accounts that did not exist stand instead of what the plan has for them. */
  readonly real: (text: string) => string
  /** Ids of policies and units of the organization, by their keys. */
  readonly ids: Map<string, string>
  /** Makes an account, and keeps its key. */
  readonly makeAccount: (account: string) => Promise<void>
}

/** One call, or a few that belong together. */
export interface Write {
  readonly stage: Stage
  /** What it does, for people: `ManagedPolicyArns: add ARN`. */
  readonly does: string
  /** The policy that it sets. */
  readonly policy?: PolicyChange
  readonly run: (session: ApplySession) => Promise<unknown>
}

export type ChangeKind = 'create' | 'change' | 'nothing'

/** One thing of the document. */
export interface PlannedThing {
  /** Its account: the id, or what stands for one that does not exist yet. */
  readonly account: string
  /** `user`, `role`, `unit`... */
  readonly kind: string
  readonly name: string
  readonly change: ChangeKind
  readonly writes: readonly Write[]
}

/** A thing with its writes; no write means nothing changes. */
export const thing = (what: Omit<PlannedThing, 'change'>, exists: boolean): PlannedThing => ({
  ...what,
  change: !exists ? 'create' : what.writes.length === 0 ? 'nothing' : 'change',
})

/** The writes of a plan in their order. */
export function writesInOrder(things: readonly PlannedThing[]): readonly (Write & { readonly of: PlannedThing })[] {
  const all = things.flatMap((of) => of.writes.map((write) => ({ ...write, of })))
  return STAGES.flatMap((stage) => all.filter((write) => write.stage === stage))
}
