// federation: what a trust policy must say about the identity providers that it names. It owns nothing but this rule. Whether a login is
// trusted is decided by access; whether its token is genuine, by federation/oidc.
import { type ConditionEntry, foldCase, type PatternElement, parsePolicy, type Statement } from '@daypass/policy'
import { sharedIssuer } from '../../core/federation/shared-issuers.js'

const ACTION = 'sts:assumerolewithwebidentity'

/**
 * What is wrong with a trust policy that lets in logins of a shared issuer without a condition on whose they are: AWS refuses to save it since June 2025.
 * The code is AWS's; the text, and that a value of nothing but wildcards and variables is not a condition, are ours.
 */
export function sharedIssuerProblem(text: string): { readonly message: string; readonly explanation: string } | undefined {
  const parsed = parsePolicy(text, 'trust')
  if (!parsed.ok) return undefined
  for (const statement of parsed.policy.statements) {
    const key = missingKey(statement)
    if (key === undefined) continue
    const explanation = `Anyone can get a token of this issuer. Add a condition such as "StringLike": {"${key}": "..."}.`
    return { message: `Missing a required condition on ${key}`, explanation }
  }
  return undefined
}

function missingKey({ effect, principal, action, conditions }: Statement): string | undefined {
  if (effect !== 'Allow' || principal === undefined || !mayCover(action)) return undefined
  for (const { type, value } of principal.entries) {
    const key = type === 'Federated' ? sharedIssuer(value)?.key : undefined
    if (key !== undefined && !conditions.some((one) => restricts(one, key))) return key
  }
  return undefined
}

/** Whether the action can be among those that the element names; a pattern counts as if it could. */
function mayCover({ negated, patterns }: PatternElement): boolean {
  return negated || patterns.some((pattern) => /[*?]/.test(pattern) || foldCase(pattern) === ACTION)
}

/** Not those that exclude values: whoever is not excluded would be let in. */
const RESTRICTS = ['stringequals', 'stringequalsignorecase', 'stringlike']

function restricts({ operator, key, values }: ConditionEntry, wanted: string): boolean {
  const bare = foldCase(operator)
    .replace(/^for(?:any|all)values?:/, '')
    .replace(/ifexists$/, '')
  return RESTRICTS.includes(bare) && foldCase(key) === foldCase(wanted) && values.every(selects)
}

/** Whether a value has text of its own. A variable has what the login says: `${<issuer>:sub}` is everybody's own subject. */
const selects = (value: string): boolean => /[^*?]/.test(value.replaceAll(/\$\{[^}]*\}/g, ''))
