import { parseIamArn } from '../../core/arn.js'
import { callService } from '../calls/call-service.js'
import { PassingFailure } from '../calls/passing-failure.js'
import type { Target } from '../calls/target.js'
import { tellFailure } from '../output/tell.js'
import { credentialsIn, type TemporaryCredentials } from '../run/temporary-credentials.js'
import { UsageError } from '../usage-error.js'
import { type LoopbackAnswer, problem } from './loopback-request.js'

/** What to start: a workload of a service, with a role. */
export interface WorkloadWish {
  readonly service: string
  readonly role: string
  readonly name: string | undefined
  /** In seconds, as text. */
  readonly duration: string | undefined
}

/** A workload with fresh credentials. */
export interface Renewed {
  readonly credentials: TemporaryCredentials
  readonly roleArn: string
  /** The account of the role, 12 digits. */
  readonly account: string
  readonly id: string
  readonly sourceArn: string
  readonly delivery: string
}

/**
 * A function that starts the workload, and at each later call renews its credentials: the server decides again each time, and any worker or node can,
 * because it keeps nothing about the workload. Calls that come while one waits get what it gets.
 */
export function workloadOf(wish: WorkloadWish, target: Target): () => Promise<Renewed> {
  let token: string | undefined
  let waiting: Promise<Renewed> | undefined
  const { role: RoleArn, service: Service, name: Name, duration: DurationSeconds } = wish
  const renew = async (): Promise<Renewed> => {
    const answer = await callService('StartWorkload', { Service, RoleArn, Name, DurationSeconds, WorkloadToken: token }, target)
    const { WorkloadId: id, SourceArn: sourceArn, Delivery: delivery, WorkloadToken } = answer
    if (!isId(id) || typeof sourceArn !== 'string' || typeof delivery !== 'string' || typeof WorkloadToken !== 'string')
      throw new UsageError('The server at AWS_ENDPOINT_URL did not answer with a workload. Is it a daypass server?')
    token = WorkloadToken
    const account = parseIamArn(RoleArn, 'role')?.account ?? ''
    return { credentials: credentialsIn(answer.Credentials), roleArn: RoleArn, account, id, sourceArn, delivery }
  }
  return () => {
    waiting ??= renew().finally(() => {
      waiting = undefined
    })
    return waiting
  }
}

const isId = (id: unknown): id is string => typeof id === 'string' && /^[a-z0-9-]{1,64}$/.test(id)

/** A renewal that failed, for the program, and for whoever started it. */
export function refusalAnswer(error: unknown): LoopbackAnswer {
  const message = error instanceof Error ? error.message : String(error)
  tellFailure(`The credentials of the workload were not renewed. ${message}`)
  if (error instanceof PassingFailure) return problem(503, 'ServiceUnavailable', message)
  return error instanceof UsageError ? problem(403, 'AccessDenied', message) : problem(500, 'InternalError', 'See the messages of daypass.')
}
