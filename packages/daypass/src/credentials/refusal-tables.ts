import type { WireError } from '../core/error.js'
import type { SignatureProblem } from '../signature/problem.js'
import type { Unusable } from './region-gate.js'
import type { Unresolved } from './resolve.js'

type ProblemName = SignatureProblem['problem']
/** One row per problem: the wire error a family of services answers with. A problem without a row does not compile. */
export type ProblemTable = { readonly [Name in ProblemName]: (problem: Extract<SignatureProblem, { problem: Name }>) => WireError }
export type UnresolvedTable = { readonly [Name in Unresolved | Unusable]: (accessKeyId: string) => WireError }
