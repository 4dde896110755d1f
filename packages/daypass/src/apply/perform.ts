import type { Prepared } from './apply.js'
import type { Client } from './calls/client.js'
import type { ApplySession } from './plan/plan.js'
import { type PlannedThing, writesInOrder } from './plan/plan.js'

/** A write that was done. */
export interface Done {
  readonly account: string
  readonly kind: string
  readonly name: string
  readonly does: string
}

/** An apply that stopped: what it had done, and what failed. What follows was not tried. */
export class ApplyStopped extends Error {
  readonly code = 'ApplyStopped'
  override readonly name = 'ApplyStopped'
  readonly done: readonly Done[]
  readonly failed: Done
  readonly left: number
  /** The accounts that it made before. */
  readonly made: readonly KeptAccount[]

  constructor(cause: Error, { done, failed, left, made }: Pick<ApplyStopped, 'done' | 'failed' | 'left' | 'made'>) {
    super(cause.message, { cause })
    this.done = done
    this.failed = failed
    this.left = left
    this.made = made
  }
}

/** An account that apply made, whose key is kept. */
export interface KeptAccount {
  readonly account: string
  /** Where the key of its root user is. */
  readonly credentials: string
}

/** What apply did. */
export interface Performed {
  readonly done: readonly Done[]
  readonly made: readonly KeptAccount[]
  /** A text of the plan with the ids of the accounts that were made. */
  readonly real: (text: string) => string
}

/** Does what was planned, one write after the other. Throws {@link ApplyStopped} at the first that fails; applying again goes on from there. */
export async function performPlan(
  { things, accesses, accounts, ids }: Prepared,
  report: (done: Done) => void = () => {},
): Promise<Performed> {
  const clients = new Map<string, Client>(
    accesses.flatMap(({ account, client }) => (client === undefined ? [] : [[account, client] as const])),
  )
  const accountIds = new Map<string, string>()
  const made: KeptAccount[] = []
  const session: ApplySession = {
    ids: new Map(ids),
    clientOf(account) {
      const client = clients.get(account)
      if (client === undefined) throw new Error(`no credentials for account ${account}`)
      return client
    },
    real: (text) => [...accountIds].reduce((one, [stood, id]) => one.replaceAll(stood, id), text),
    async makeAccount(account) {
      const access = accesses.find((one) => one.account === account)
      if (access === undefined) throw new Error(`no account ${account} in the plan`)
      const { id, key, where } = await accounts.make(access)
      if (id !== account) accountIds.set(account, id)
      made.push({ account: id, credentials: where })
      clients.set(account, accounts.clientWith(key))
    },
  }
  const writes = writesInOrder(things)
  const done: Done[] = []
  for (const [at, { of, does, run }] of writes.entries()) {
    const told = doneOf(of, session.real(does), session)
    try {
      await run(session)
    } catch (cause) {
      throw new ApplyStopped(cause as Error, { done, failed: told, left: writes.length - at - 1, made })
    }
    done.push(told)
    report(told)
  }
  return { done, made, real: session.real }
}

const doneOf = ({ account, kind, name }: PlannedThing, does: string, { real }: ApplySession): Done => ({
  ...{ account: real(account), kind, name: real(name), does },
})
