import { type AuthorizationRequest, accessDeniedMessage, authorize, type Context, type Decision, type WorkBudget } from '@daypass/policy'
import { isResourceTag } from './context.js'

/** Services whose names are looked up before policies are asked, because a policy may speak of what is found: its path, its tags. */
const LOOKED_UP = /^(?:iam|daypass):/

/**
 * The sentence of a refusal. Of something that a request names, it says what would be said if nothing of that name were there: the ARN as given, and the
 * decision on that ARN without tags. So whoever may not look learns neither whether the name exists, nor its path, its letter case or its tags, also not
 * from a Deny of its own on one of these. Only who would be allowed to look for the name is told what stands in the way: it would be told by an answer
 * that there is none, too.
 * NOTE: for names that exist and names that do not, the same is worked out, so that time does not tell either.
 */
export function namedRefusal(
  question: AuthorizationRequest,
  decision: Decision,
  { named, budget }: { readonly named: string | undefined; readonly budget: WorkBudget | undefined },
): string {
  const shown = named === undefined ? question : { ...question, resource: named }
  if (!LOOKED_UP.test(question.action)) return accessDeniedMessage(shown, decision)
  const context: Context = new Map([...question.context].filter(([key]) => !isResourceTag(key)))
  const unseen = { ...shown, context }
  const told = authorize(unseen, budget)
  return told.outcome === 'allow' ? accessDeniedMessage(shown, decision) : accessDeniedMessage(unseen, told)
}
