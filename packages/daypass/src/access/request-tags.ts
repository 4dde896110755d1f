import type { RequiredPermission } from '../core/operation.js'

type Tags = readonly { readonly Key: string; readonly Value: string }[] | undefined

/** The condition keys of tags that are sent with a request; empty if there are no tags (IAM user guide, aws:RequestTag, aws:TagKeys). */
export function requestTags(tags: Tags): NonNullable<RequiredPermission['context']> {
  if (tags === undefined || tags.length === 0) return {}
  const context: Record<string, string | readonly string[]> = { 'aws:TagKeys': tags.map(({ Key }) => Key) }
  for (const { Key, Value } of tags) context[`aws:RequestTag/${Key}`] = Value
  return context
}
