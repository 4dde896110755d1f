import type { Context } from '../context.js'
import { type ArnParts, type ArnPattern, compileArnPattern, hasSixParts, matchesArn, splitArn, splitPattern } from './arn.js'
import { type CrossingPattern, compileCrossing, matchesCrossing } from './crossing.js'
import { hasValues } from './template.js'

/** One pattern of `Resource` or `NotResource`; `any` is the bare `*`. A pattern with fewer than six parts has only crossing stars. */
export type ResourcePattern = 'any' | { readonly arn: ArnPattern | undefined; readonly crossing: CrossingPattern | undefined }

/** The resource of one request, split once; `unreadable` if it is neither `*` nor an ARN. */
export type RequestedResource =
  | { readonly kind: 'none' | 'unreadable' }
  | { readonly kind: 'arn'; readonly text: string; readonly parts: ArnParts }

const NONE: RequestedResource = { kind: 'none' }
const UNREADABLE: RequestedResource = { kind: 'unreadable' }

/**
 * NOTE: AWS's pages disagree about s3:ListAllMyBuckets; several of its example policies grant it on `arn:aws:s3:::*`. It is therefore decided as if
 * it were requested on that ARN, so that both spellings work, unless the options say otherwise.
 */
const ANY_BUCKET: RequestedResource = { kind: 'arn', text: 'arn:aws:s3:::*', parts: ['arn', 'aws', 's3', '', '', '*'] }

/**
 * Undefined if the text is neither `*` nor an ARN of six parts (or of fewer that end with a `*`), or if it has a malformed variable or a variable
 * before the sixth part, where none is allowed. Reports differ on whether AWS saves `arn:aws:logs:*`; daypass does.
 */
export function compileResource(pattern: string, variables = false): ResourcePattern | undefined {
  if (pattern === '*') return 'any'
  if (!pattern.startsWith('arn:')) return undefined
  const parts = splitPattern(pattern, variables)
  if (variables && parts.slice(0, 5).some((part) => part.includes('${'))) return undefined
  const arn = compileArnPattern(pattern, variables)
  const crossing = compileCrossing(parts, variables)
  return arn === undefined && crossing === undefined ? undefined : { arn, crossing }
}

/** Whether `compileResource` accepts the text; parsing a policy needs no more. */
export function isResourcePattern(pattern: string, variables = false): boolean {
  if (pattern === '*') return true
  if (variables && pattern.includes('${')) return compileResource(pattern, true) !== undefined
  return pattern.startsWith('arn:') && (pattern.endsWith('*') || hasSixParts(pattern))
}

/** The prefix of every resource that the pattern covers. */
export function resourcePrefix(pattern: string): string {
  const end = pattern.search(/[*?]|\$\{/)
  return end < 0 ? pattern : pattern.slice(0, end)
}

/** Splits the resource of a request. `*` stands for actions without a resource; only the pattern `*` covers it. */
export function requestedResource(resource: string): RequestedResource {
  if (resource === '*') return NONE
  const parts = splitArn(resource)
  return parts?.[0] === 'arn' ? { kind: 'arn', text: resource, parts } : UNREADABLE
}

/** The same for the list of all buckets, if it may be granted by ARN. */
export function bucketListResource(resource: RequestedResource, action: string): RequestedResource {
  return resource.kind === 'none' && action === 's3:listallmybuckets' ? ANY_BUCKET : resource
}

/** True, false, or undefined if the resource of the request cannot be parsed. */
export function matchesResource(pattern: ResourcePattern, resource: RequestedResource, context: Context): boolean | undefined {
  if (pattern === 'any') return true
  if (resource.kind === 'arn') return matchesParts(pattern, resource, context)
  return resource.kind === 'none' ? false : undefined
}

/** Part by part first: that is cheaper, and a star that crosses no colon matches like any other. */
function matchesParts(
  { arn, crossing }: Exclude<ResourcePattern, 'any'>,
  { text, parts }: { readonly text: string; readonly parts: ArnParts },
  context: Context,
): boolean {
  if (arn !== undefined && matchesArn(arn, parts, context)) return true
  return crossing !== undefined && matchesCrossing(crossing, text, context)
}

/** Whether all variables of a pattern have values. They are only in its last part. */
export function resourceHasValues(pattern: ResourcePattern, context: Context): boolean {
  return pattern === 'any' || pattern.arn === undefined || hasValues(pattern.arn.last, context)
}
