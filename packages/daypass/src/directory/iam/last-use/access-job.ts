import { defineKeys } from '../../key-space.js'
import { defineRecords } from '../../records.js'
import type { Reader, Writer } from '../../state.js'

/** A report of last access that someone asked for. What it says is not stored: it is made when it is read. */
export interface AccessJobRecord {
  /** A UUID that begins with its time, so that the oldest come first. */
  readonly id: string
  readonly account: string
  /** The unique id of who asked, with the name of the session of a role: only they may read it. */
  readonly caller: string
  /** Of the user, group, role or policy. */
  readonly arn: string
  readonly granularity: 'SERVICE_LEVEL' | 'ACTION_LEVEL'
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/** Reports of last access by account, the oldest first. */
export const accessJobKeys = defineKeys('access-job/<account>/<id>', {
  record: 'that someone asked for a report of last access, and of what',
  lifetime: 'seven days; it is deleted when others are asked for later',
})

const records = defineRecords<AccessJobRecord, [account: string, id: string]>({
  keys: accessJobKeys,
  at: ({ account, id }) => [account, id],
})

/** For how long a report may be read, in milliseconds. */
export const ACCESS_JOB_LIFETIME = 604_800_000
/** Expired ones that a new one deletes: more than one, so that they become fewer. */
const CLEANED = 3

/** The reports of last access of all accounts. */
export const accessJobs = {
  /** The one with this id, until it is too old at `now`. */
  get(
    state: Reader,
    { account, id, now }: { readonly account: string; readonly id: string; readonly now: number },
  ): AccessJobRecord | undefined {
    const job = records.get(state, account, id)
    return job !== undefined && now - job.createdAt <= ACCESS_JOB_LIFETIME ? job : undefined
  },
  /** Adds one, and deletes some that are too old. */
  add(state: Writer, job: AccessJobRecord): void {
    const oldest = records.list(state, job.account, { from: '', limit: CLEANED })
    for (const old of oldest) if (job.createdAt - old.createdAt > ACCESS_JOB_LIFETIME) records.delete(state, old)
    records.put(state, job)
  },
}
