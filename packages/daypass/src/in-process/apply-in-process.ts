import type { ApplyCaller, Keys } from '../apply/accounts.js'
import { type GivenDocument, prepareApply } from '../apply/apply.js'
import type { CallingKey } from '../apply/calls/transport.js'
import type { PlacedFault } from '../apply/document/fault.js'
import { performPlan } from '../apply/perform.js'
import { type PlannedChange, planReport } from '../apply/plan-text.js'

/** The keys of the root users that this server has made, by account. */
export type KnownKeys = Map<string, Pick<CallingKey, 'accessKeyId' | 'secretAccessKey'>>

/** What `apply` did. */
export interface Applied {
  /** Everything that the document names, and what was done about it; `change` is `nothing` where it was so already. */
  readonly changes: readonly PlannedChange[]
  /** The document's other accounts, in its order, with the keys of their root users. */
  readonly accounts: readonly AppliedAccount[]
  /** What will probably not have the intended effect, such as SCPs of which none allows anything. */
  readonly warnings: readonly PlacedFault[]
}

/** An account of a document. */
export interface AppliedAccount {
  /** 12 digits. */
  readonly id: string
  /** As the document names it. */
  readonly name: string | undefined
  /** Undefined for an account that this server has not made with `createAccount` or `apply`. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
}

/** Brings accounts to what a document says, with the keys that are known. */
export async function applyInProcess(given: GivenDocument, caller: ApplyCaller, known: KnownKeys): Promise<Applied> {
  const prepared = await prepareApply(given, caller, keysIn(known))
  const { real } = await performPlan(prepared)
  const [, ...others] = prepared.accesses
  const { things, warnings } = planReport(prepared, real)
  return {
    changes: things,
    warnings,
    accounts: others.map(({ account, name }) => {
      const id = real(account)
      return { id, name, credentials: known.get(id) }
    }),
  }
}

/** Keys in memory. */
export const keysIn = (known: KnownKeys): Keys => ({
  of: (account) => known.get(account),
  keep: (account, key) => void known.set(account, key),
  where: (account) => `createAccount or apply of this server (account ${account})`,
  howToKeep: '',
  howToGive: (account) => `Make account ${account} with createAccount or apply of this server, which know its key.`,
})
