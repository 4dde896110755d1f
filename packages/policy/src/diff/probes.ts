import type { Policy, PrincipalEntry } from '../document/policy.js'
import { compileGlob, matchesGlob } from '../matching/glob.js'
import type { Principal } from '../matching/principal.js'
import { commonExample, examplesOf } from './pattern-examples.js'
import type { StepBudget } from './step-budget.js'

/** Something that a document names, and the examples that stand for it in a comparison. */
export interface Probe<Example> {
  /** The pattern; two joined by ` & ` for what matches both; empty if the documents name nothing of this kind. */
  readonly name: string
  /** The patterns that all examples match. */
  readonly patterns: readonly string[]
  readonly examples: readonly Example[]
}

interface NamedPattern {
  readonly pattern: string
  readonly variables: boolean
}

const ANY = '*'

/** The action patterns of both documents, in the order of the text; also `*` if one of them covers all other actions (NotAction). */
export function actionProbes(documents: readonly Policy[], steps: StepBudget): Probe<string>[] {
  const named = documents.flatMap(({ statements }) =>
    statements.flatMap(({ action }) =>
      [...action.patterns, ...(action.negated ? [ANY] : [])].map((pattern) => ({ pattern, variables: false })),
    ),
  )
  return probesOf(named, (text) => (text.includes(':') ? [text] : [`${text}:${text}`]), steps)
}

/** The resource patterns of both documents, in the same way; one probe without a name if they name no resource (trust policies). */
export function resourceProbes(documents: readonly Policy[], steps: StepBudget): Probe<string>[] {
  const named = documents.flatMap(({ statements, version }) =>
    statements.flatMap(({ resource }) =>
      [...(resource?.patterns ?? []), ...(resource?.negated ? [ANY] : [])].map((pattern) => ({
        pattern,
        variables: version === '2012-10-17',
      })),
    ),
  )
  if (named.length === 0) return [{ name: '', patterns: [''], examples: ['*'] }]
  // A bare `*` also covers actions without a resource.
  return probesOf(named, (text) => (text.startsWith('arn:') ? [text] : ['arn:aws:zz:zz:zz:zz', '*']), steps)
}

/**
 * Three kinds of probes: a pattern, with texts that match it and few other patterns; the text of a pattern with empty wildcards; and what matches two
 * patterns when neither covers the other.
 */
function probesOf(all: readonly NamedPattern[], complete: (text: string) => readonly string[], steps: StepBudget): Probe<string>[] {
  const named = [...new Map(all.map((one) => [`${one.pattern} ${one.variables}`, one])).values()]
  const single = named.flatMap((one) => {
    const [filled = '', emptied = filled] = examplesOf(one.pattern, syntaxOf(one))
    // A text that contains the made-up value of a variable would mean nothing to a reader.
    const name = one.pattern.includes('${') ? one.pattern : emptied
    const edge = emptied === filled || !isName(emptied) ? [] : [probeOf([name], [emptied])]
    return [probeOf([one.pattern], complete(filled)), ...edge]
  })
  return [...single, ...named.flatMap((one, index) => named.slice(index + 1).flatMap((other) => commonOf(one, other, steps)))]
}

const probeOf = <Example>(patterns: readonly string[], examples: readonly Example[]): Probe<Example> => ({
  name: patterns.join(' & '),
  patterns,
  examples,
})

/** Whether the text still has its last part after an empty wildcard. */
const isName = (text: string): boolean => text.includes(':') && !text.endsWith(':')

function commonOf(one: NamedPattern, other: NamedPattern, steps: StepBudget): Probe<string>[] {
  steps.take(coveringSteps(one.pattern, other.pattern))
  if (covers(one.pattern, other.pattern) || covers(other.pattern, one.pattern)) return []
  const areBothWild = /[*?]/.test(one.pattern) && /[*?]/.test(other.pattern)
  const common = areBothWild ? commonExample([one.pattern, syntaxOf(one)], [other.pattern, syntaxOf(other)], steps) : undefined
  if (common === undefined) return []
  steps.take(PROBE)
  return [probeOf([one.pattern, other.pattern], [common])]
}

/** Whether one pattern covers everything that another covers; a `?` of the first never stands for a `*` of the second. */
export function covers(whole: string, part: string): boolean {
  const glob = compileGlob(whole)
  return part === whole || ['', '*', '**'].every((run) => matchesGlob(glob, part.replaceAll('*', run)))
}

/** The cost of keeping a probe, in steps and therefore in memory. */
const PROBE = 500

/** The cost of checking whether one of two patterns covers the other; see {@link StepBudget}. */
export const coveringSteps = (one: string, other: string): number => 20 + (one.length + other.length) / 2

const syntaxOf = ({ variables }: NamedPattern) => ({ variables, wildcards: true })

/** The principals that both documents name; one probe without a name if the documents belong to a principal. */
export function principalProbes(documents: readonly Policy[]): Probe<Principal>[] {
  const elements = documents.flatMap(({ statements }) => statements.flatMap(({ principal }) => principal ?? []))
  if (elements.length === 0) return [{ name: '', patterns: [''], examples: [userOf('111122223333')] }]
  const entries = elements.flatMap((element) => element.entries)
  if (elements.some(({ negated }) => negated)) entries.push({ type: 'AWS', value: ANY })
  const byName = new Map(entries.map((entry) => [nameOf(entry), probeOf([nameOf(entry)], [principalFor(entry)])]))
  return [...byName.values()]
}

const nameOf = ({ type, value }: PrincipalEntry): string => (type === 'AWS' ? value : `${type}:${value}`)

/** A canonical user is compared by its name only; nothing else is known about it. */
export function comparable(entry: PrincipalEntry): PrincipalEntry {
  return entry.type === 'CanonicalUser' ? { ...entry, type: 'Service', value: `canonical-user.${entry.value}` } : entry
}

function principalFor(entry: PrincipalEntry): Principal {
  const { type, value } = comparable(entry)
  if (type === 'Service') return { kind: 'service', account: '', arn: value }
  if (type === 'Federated') return { kind: value.includes(':saml-provider/') ? 'saml' : 'web-identity', account: '', arn: value }
  if (value === ANY) return userOf('Zz')
  if (/^\d{12}$/.test(value)) return userOf(value)
  if (value.startsWith('AIDA')) return { ...userOf('Zz'), id: value }
  if (value.startsWith('AROA')) return { ...sessionOf('aws', 'Zz', 'Zz'), id: value }
  return namedCaller(value)
}

function namedCaller(arn: string): Principal {
  const [, partition = 'aws', , , account = '', rest = ''] = arn.split(':')
  const [type, ...path] = rest.split('/')
  if (type === 'role') return { ...sessionOf(partition, account, path.at(-1) ?? ''), roleArn: arn }
  if (type === 'assumed-role') return { ...sessionOf(partition, account, path[0] ?? ''), arn }
  if (type === 'federated-user') return { kind: 'federated-user', account, arn }
  return type === 'root' ? userOf(account, partition) : { kind: 'user', account, arn }
}

function userOf(account: string, partition = 'aws'): Principal {
  return { kind: 'user', account, arn: `arn:${partition}:iam::${account}:user/Zz` }
}

function sessionOf(partition: string, account: string, role: string): Principal {
  const roleArn = `arn:${partition}:iam::${account}:role/${role}`
  return { kind: 'role', account, arn: `arn:${partition}:sts::${account}:assumed-role/${role}/Zz`, roleArn }
}
