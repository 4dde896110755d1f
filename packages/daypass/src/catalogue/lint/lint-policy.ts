// lint: what is valid in a policy and is probably a mistake, one file per kind of warning.
// It owns the words of the warnings. It decides nothing: a policy with warnings is saved and takes effect.
import type { Policy } from '@daypass/policy'
import type { Catalogue } from '../catalogue.js'
import { lintActions } from './actions.js'
import { lintCautions } from './cautions.js'
import { lintConditions } from './conditions.js'
import { readStatement } from './reading.js'
import { lintResources } from './resources.js'
import type { Warning } from './warning.js'

/**
 * What in a valid policy probably does not have the intended effect, in the order of the text. Advice only: what the snapshot does not know yet
 * causes a warning about too, and a policy without warnings may still be wrong.
 *
 * @example
 * const parsed = parsePolicy(text, 'identity')
 * if (parsed.ok) for (const { line, column, code } of lintPolicy(parsed.policy, openCatalogue())) ...
 */
export function lintPolicy(policy: Policy, catalogue: Catalogue): readonly Warning[] {
  const warnings = policy.statements.flatMap((statement) => {
    const reading = readStatement(statement, policy.version, catalogue)
    return [lintActions, lintResources, lintConditions, lintCautions].flatMap((lint) => lint(reading))
  })
  return warnings.sort((one, other) => one.line - other.line || one.column - other.column)
}
