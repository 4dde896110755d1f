import { WireError } from '../core/error.js'
import type { ServiceName } from '../core/operation.js'
import type { ChecksumProblem } from '../signature/body/checksums.js'
import { ChunkProblem } from '../signature/body/chunk-problem.js'
import type { SignatureProblem } from '../signature/problem.js'
import { queryRefusals, queryUnresolved } from './query-refusals.js'
import type { ProblemTable, UnresolvedTable } from './refusal-tables.js'
import type { Unusable } from './region-gate.js'
import type { Unresolved } from './resolve.js'
import { chunkRefusals, s3Refusals, s3Unresolved } from './s3-refusals.js'

/** How a service words its refusals. */
export interface Refusals {
  readonly problems: ProblemTable
  readonly unresolved: UnresolvedTable
}

const query = {
  sts: { problems: queryRefusals('sts'), unresolved: queryUnresolved },
  iam: { problems: queryRefusals('iam'), unresolved: queryUnresolved },
  account: { problems: queryRefusals('account'), unresolved: queryUnresolved },
  daypass: { problems: queryRefusals('daypass'), unresolved: queryUnresolved },
}
const s3 = { problems: s3Refusals, unresolved: s3Unresolved }

export const refusalsOf = (service: ServiceName): Refusals => (service === 's3' ? s3 : query[service])

/** The wire error for a signature problem. */
export function problemError(refusals: Refusals, problem: SignatureProblem): WireError {
  const row = refusals.problems[problem.problem] as (problem: SignatureProblem) => WireError
  return row(problem)
}

/** The wire error for a key that is nobody's, or that does not count where it was used. */
export const unresolvedError = (refusals: Refusals, why: Unresolved | Unusable, accessKeyId: string): WireError =>
  refusals.unresolved[why](accessKeyId)

/** The wire error for a body that is not what was signed. */
export const chunkError = (problem: ChunkProblem): WireError => chunkRefusals[problem.problem](problem.header)

/** The wire error for checksum headers that cannot be held against a body. */
export function checksumError({ checksum, names }: ChecksumProblem): WireError {
  if (checksum === 'invalid') return chunkError(new ChunkProblem('invalid-checksum', names[0]))
  if (checksum === 'several')
    return new WireError('InvalidRequest', 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  return new WireError('InvalidRequest', 'The algorithm type you specified in x-amz-checksum- header is invalid.')
}
