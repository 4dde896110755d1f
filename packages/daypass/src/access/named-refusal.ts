import { type AuthorizationRequest, accessDeniedMessage, authorize, type Context, type Decision, type WorkBudget } from '@daypass/policy'
import { isResourceTag } from './context.js'

/** Services whose names are looked up before policies are evaluated, because a policy may depend on what is found: its path, its tags. */
const LOOKED_UP = /^(?:iam|daypass):/

/**
 * The sentence of a denial. For a resource that a request names, it is the sentence for a resource that does not exist: the ARN as given, and the
 * decision on that ARN without tags. So a caller without permission learns neither whether the name exists, nor its path, its letter case, its
 * tags or its permissions boundary, even from a Deny of its own on one of these. Only a caller who would be allowed to look for the name is told what denies: the error for a
 * missing name would tell it too. NOTE: the same work is done for names that exist and names that do not, so that timing reveals nothing either.
 */
export function namedRefusal(
  question: AuthorizationRequest,
  decision: Decision,
  { named, budget }: { readonly named: string | undefined; readonly budget: WorkBudget | undefined },
): string {
  const shown = named === undefined ? question : { ...question, resource: named }
  if (!LOOKED_UP.test(question.action)) return accessDeniedMessage(shown, decision)
  const context: Context = new Map([...question.context].filter(([key]) => !isOfResource(key, question.action)))
  const unseen = { ...shown, context }
  const told = authorize(unseen, budget)
  return told.outcome === 'allow' ? accessDeniedMessage(shown, decision) : accessDeniedMessage(unseen, told)
}

/** Whether the condition key tells of the resource, and not of the request. The permissions boundary is that of the request where one is set. */
const isOfResource = (key: string, action: string): boolean =>
  isResourceTag(key) || (key === 'iam:permissionsboundary' && !SETS_BOUNDARY.test(action))

const SETS_BOUNDARY = /^iam:(?:Create(?:User|Role)|Put(?:User|Role)PermissionsBoundary)$/
