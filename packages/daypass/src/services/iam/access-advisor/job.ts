import { createHash } from 'node:crypto'
import type { Caller } from '../../../core/caller.js'
import { type AccessJobRecord, accessJobs } from '../../../directory/iam/last-use/access-job.js'
import type { Writer } from '../../../directory/state.js'
import { noSuchEntity } from '../errors.js'
import type { IamDeps } from '../iam.js'

/** Within so many milliseconds, who asks for the same report again gets the same job: so jobs do not become more than there are reports. */
const SAME_JOB = 300_000

/** Who asked: the user, whatever its session, or one session of a role; the root user by its account. */
const callerId = (caller: Caller): string => ('userId' in caller ? caller.userId : '')

type Asked = Pick<AccessJobRecord, 'account' | 'arn' | 'granularity'>

/** The id of the job for this report: a UUID of version 8 (RFC 9562, 5.8) from its time and what is asked, so that asking again finds it. */
function jobId({ account, arn, granularity }: Asked, caller: string, now: number): string {
  const time = Math.floor(now / SAME_JOB) * SAME_JOB
  const hash = createHash('sha256')
    .update(JSON.stringify([account, caller, arn, granularity, time]))
    .digest('hex')
  const text = time.toString(16).padStart(12, '0')
  return `${text.slice(0, 8)}-${text.slice(8)}-8${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`
}

/** The job for a report that the caller asks for, made where there is none. */
export function startJob(state: Writer, asked: Asked, { caller, now }: { readonly caller: Caller; readonly now: number }): string {
  const by = callerId(caller)
  const id = jobId(asked, by, now)
  if (accessJobs.get(state, { account: asked.account, id, now }) === undefined)
    accessJobs.add(state, { id, caller: by, createdAt: now, ...asked })
  return id
}

/** The job with this id, if it is the caller's own. What AWS says is not known; this is its text where it has none. */
export function requireJob(id: string, caller: Caller, { state, clock }: IamDeps): AccessJobRecord {
  const job = accessJobs.get(state, { account: caller.account, id, now: clock.now() })
  if (job === undefined || job.caller !== callerId(caller)) throw noSuchEntity('Unknown')
  return job
}
