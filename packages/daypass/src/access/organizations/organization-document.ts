import { type Policy, parsePolicy, supportsRcps } from '@daypass/policy'
import { type PolicyProblem, savingProblem } from '../policy-document.js'

/** Why a policy of an organization cannot be saved; undefined where it can. Organizations has one sentence for everything: this is daypass's detail. */
export function organizationPolicyProblem(text: string, kind: 'scp' | 'rcp'): string | undefined {
  const problem = savingProblem(text, kind)
  if (problem !== undefined) return textOf(problem)
  if (kind === 'scp') return undefined
  const foreign = statementsOf(text, kind)
    .flatMap(({ action }) => action.patterns)
    .find((pattern) => !supportsRcps(pattern))
  return foreign && `${foreign} is not an action of a service that supports resource control policies.`
}

const textOf = ({ message, explanation }: PolicyProblem): string => (explanation === undefined ? message : `${message} ${explanation}`)

/** A statement of a resource policy of an organization, as far as its rules need it. */
export interface DelegatingStatement {
  readonly actions: readonly string[]
  /** The AWS principals as written; undefined where there is another kind, or all but some. */
  readonly principals: readonly string[] | undefined
}

/** The statements of a resource policy, or what is wrong with it. An action or principal that is told by exception is in neither list. */
export function delegatingStatements(text: string): { readonly statements: readonly DelegatingStatement[] } | { readonly problem: string } {
  const problem = savingProblem(text, 'resource')
  if (problem !== undefined) return { problem: textOf(problem) }
  return {
    statements: statementsOf(text, 'resource').map(({ action, principal }) => ({
      actions: action.negated ? ['*'] : action.patterns,
      principals:
        principal === undefined || principal.negated || principal.entries.some(({ type }) => type !== 'AWS')
          ? undefined
          : principal.entries.map(({ value }) => value),
    })),
  }
}

function statementsOf(text: string, kind: 'rcp' | 'resource'): Policy['statements'] {
  const parsed = parsePolicy(text, kind)
  if (!parsed.ok) throw new Error('a policy that can be saved does not parse')
  return parsed.policy.statements
}
