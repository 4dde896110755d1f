import type { PolicyKind } from '@daypass/policy'
import type { AccountDocument } from './document/document.js'
import type { DocumentFault } from './document/fault.js'
import { documentPolicies } from './document/document-policies.js'
import type { PlannedThing } from './plan/plan.js'

/** What advises about a policy: the catalogue of actions, which only commands have. */
export type Lint = (text: string, kind: PolicyKind) => readonly { readonly line: number; readonly column: number; readonly text: string }[]

/** Advice about the policies that a plan sets, where the document has them; those that are there already were told when they came. */
export function lintWarnings(document: AccountDocument, things: readonly PlannedThing[], lint: Lint): readonly DocumentFault[] {
  const set = new Set(things.flatMap(({ writes }) => writes.flatMap(({ policy }) => policy?.after ?? [])))
  return documentPolicies(document)
    .filter(({ text }) => set.has(text))
    .flatMap(({ path, kind, text }) =>
      lint(text, kind).map((warning) => ({
        path,
        message: `${text.includes('\n') ? `line ${warning.line}, column ${warning.column} of it: ` : ''}${warning.text}`,
      })),
    )
}
