import type { Context } from '../context.js'
import { type ArnParts, type ArnPattern, compileArnPattern, hasSixParts, matchesArn, splitArn, splitPattern } from './arn.js'
import { type CrossingPattern, compileCrossing, matchesCrossing } from './crossing.js'
import { hasValues } from './template.js'

/** One pattern of `Resource` or `NotResource`; `any` is the bare `*`. A pattern of fewer than six parts has crossing stars only. */
export type ResourcePattern = 'any' | { readonly arn: ArnPattern | undefined; readonly crossing: CrossingPattern | undefined }

/** The resource of one question, cut once; `unreadable` when it is neither `*` nor an ARN. */
export type RequestedResource =
  | { readonly kind: 'none' | 'unreadable' }
  | { readonly kind: 'arn'; readonly text: string; readonly parts: ArnParts }

const NONE: RequestedResource = { kind: 'none' }
const UNREADABLE: RequestedResource = { kind: 'unreadable' }

/**
 * NOTE: AWS's pages disagree about s3:ListAllMyBuckets; several of its example policies grant it on `arn:aws:s3:::*`. It is therefore decided as
 * if asked on that ARN, so that both spellings work, unless the options say otherwise.
 */
const ANY_BUCKET: RequestedResource = { kind: 'arn', text: 'arn:aws:s3:::*', parts: ['arn', 'aws', 's3', '', '', '*'] }

/**
 * Undefined when the text is neither `*` nor an ARN of six parts, or of fewer that end with a `*`, or has a malformed variable, or one before the sixth
 * part, where none may stand. Whether AWS saves `arn:aws:logs:*` is not known for certain: reports differ. We do.
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

/** Whether `compileResource` understands the text; all that is asked when a policy is read. */
export function isResourcePattern(pattern: string, variables = false): boolean {
  if (pattern === '*') return true
  if (variables && pattern.includes('${')) return compileResource(pattern, true) !== undefined
  return pattern.startsWith('arn:') && (pattern.endsWith('*') || hasSixParts(pattern))
}

/** With what every resource that the pattern covers begins. */
export function resourcePrefix(pattern: string): string {
  const end = pattern.search(/[*?]|\$\{/)
  return end < 0 ? pattern : pattern.slice(0, end)
}

/** Prepares the resource a question is about. `*` stands for actions without a resource of their own; only the pattern `*` covers it. */
export function requestedResource(resource: string): RequestedResource {
  if (resource === '*') return NONE
  const parts = splitArn(resource)
  return parts?.[0] === 'arn' ? { kind: 'arn', text: resource, parts } : UNREADABLE
}

/** The same for a list of all buckets, when that may be granted by ARN. */
export function bucketListResource(resource: RequestedResource, action: string): RequestedResource {
  return resource.kind === 'none' && action === 's3:listallmybuckets' ? ANY_BUCKET : resource
}

/** True, false, or undefined when the resource of the question cannot be read. */
export function matchesResource(pattern: ResourcePattern, resource: RequestedResource, context: Context): boolean | undefined {
  if (pattern === 'any') return true
  if (resource.kind === 'arn') return matchesParts(pattern, resource, context)
  return resource.kind === 'none' ? false : undefined
}

/** Part by part first: that is cheaper, and a star that crosses no colon fits as any other. */
function matchesParts(
  { arn, crossing }: Exclude<ResourcePattern, 'any'>,
  { text, parts }: { readonly text: string; readonly parts: ArnParts },
  context: Context,
): boolean {
  if (arn !== undefined && matchesArn(arn, parts, context)) return true
  return crossing !== undefined && matchesCrossing(crossing, text, context)
}

/** Whether all variables of a pattern, which stand in its last part only, have values. */
export function resourceHasValues(pattern: ResourcePattern, context: Context): boolean {
  return pattern === 'any' || pattern.arn === undefined || hasValues(pattern.arn.last, context)
}
