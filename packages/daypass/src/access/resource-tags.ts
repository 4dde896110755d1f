import type { Question } from '../core/operation.js'

/** The condition keys of the tags of the resource. Users and roles also have IAM's own key (Service Authorization Reference). */
export function resourceTags(
  tags: Readonly<Record<string, string>>,
  kind: 'principal' | 'policy' | 'mfa-device',
): NonNullable<Question['context']> {
  const context: Record<string, string> = {}
  for (const [key, value] of Object.entries(tags)) {
    context[`aws:ResourceTag/${key}`] = value
    if (kind === 'principal') context[`iam:ResourceTag/${key}`] = value
  }
  return context
}
