import { type ArnParts, type ArnPattern, compileArnPattern, matchesArn, splitArn } from './arn.js'

/** One pattern of `Resource` or `NotResource`; `any` is the bare `*`. */
export type ResourcePattern = 'any' | ArnPattern

/** The resource of one question, cut once; `unreadable` when it is neither `*` nor an ARN. */
export type RequestedResource = { readonly kind: 'none' | 'unreadable' } | { readonly kind: 'arn'; readonly parts: ArnParts }

const NONE: RequestedResource = { kind: 'none' }
const UNREADABLE: RequestedResource = { kind: 'unreadable' }
const ANY_BUCKET: RequestedResource = { kind: 'arn', parts: ['arn', 'aws', 's3', '', '', '*'] }

/** Undefined when the text is neither `*` nor an ARN of six parts. */
export function compileResource(pattern: string): ResourcePattern | undefined {
  if (pattern === '*') return 'any'
  return pattern.startsWith('arn:') ? compileArnPattern(pattern) : undefined
}

/**
 * Prepares the resource a question is about. `*` stands for actions without a resource of their own; only the pattern `*` covers it.
 * NOTE: AWS's pages disagree about s3:ListAllMyBuckets; several of its example policies grant it on `arn:aws:s3:::*`. It is therefore decided as
 * if asked on that ARN, so that both spellings work.
 */
export function requestedResource(resource: string, action: string): RequestedResource {
  if (resource === '*') return action === 's3:listallmybuckets' ? ANY_BUCKET : NONE
  const parts = splitArn(resource)
  return parts?.[0] === 'arn' ? { kind: 'arn', parts } : UNREADABLE
}

/** True, false, or undefined when the resource of the question cannot be read. */
export function matchesResource(pattern: ResourcePattern, resource: RequestedResource): boolean | undefined {
  if (pattern === 'any') return true
  if (resource.kind === 'arn') return matchesArn(pattern, resource.parts)
  return resource.kind === 'none' ? false : undefined
}
