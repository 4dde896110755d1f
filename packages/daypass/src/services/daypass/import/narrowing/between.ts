import { bothMatch, comparable, isCovered, type Statement, written } from './statements.js'

/** What a document bounds: in a trust policy, and in one of resources, statements have principals. */
export type DocumentKind = 'identity' | 'trust' | 'scp' | 'rcp'

const VERSION = '2012-10-17'
const document = (Statement: readonly object[], Version = VERSION): string => JSON.stringify({ Version, Statement })

/** A document that denies everything: what is between two that cannot be compared. */
export const DENY_ALL: Readonly<Record<DocumentKind, string>> = {
  identity: document([{ Effect: 'Deny', Action: '*', Resource: '*' }]),
  scp: document([{ Effect: 'Deny', Action: '*', Resource: '*' }]),
  rcp: document([{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }]),
  trust: document([{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:*' }]),
}

/** A statement that says nothing, as a document needs one. Who is not in a trust policy is not trusted: there a Deny does no harm. */
const NOTHING: Readonly<Record<DocumentKind, object>> = {
  identity: { Effect: 'Deny', NotAction: '*', Resource: '*' },
  scp: { Effect: 'Deny', NotAction: '*', Resource: '*' },
  rcp: { Effect: 'Deny', Principal: '*', NotAction: '*', Resource: '*' },
  trust: { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:*' },
}

const ofEffect = (statements: readonly Statement[], effect: Statement['effect']) => statements.filter((one) => one.effect === effect)

/**
 * A document between two: it allows nothing that one of them does not allow, and denies everything that one of them denies. One of the two where it is that;
 * in place of none at all, what the other denies. Documents that cannot be compared have everything denied between them.
 */
export function between(before: string, after: string, kind: DocumentKind): string {
  if (before === after) return before
  const [old, given] = [comparable(before), comparable(after)]
  if (old === undefined || given === undefined || old.version !== given.version) return DENY_ALL[kind]
  const [oldAllows, oldDenies] = [ofEffect(old.statements, 'Allow'), ofEffect(old.statements, 'Deny')]
  const [newAllows, newDenies] = [ofEffect(given.statements, 'Allow'), ofEffect(given.statements, 'Deny')]
  if (areCovered(oldAllows, newAllows) && areCovered(newDenies, oldDenies)) return before
  if (areCovered(newAllows, oldAllows) && areCovered(oldDenies, newDenies)) return after
  const allows = oldAllows.flatMap((one) => newAllows.flatMap((other) => bothMatch(one, other) ?? []))
  const denies = [...oldDenies, ...newDenies.filter((one) => !isCovered(one, oldDenies))]
  const statements = [...allows, ...denies].map(written)
  return document(statements.length === 0 ? [NOTHING[kind]] : statements, old.version)
}

const areCovered = (some: readonly Statement[], by: readonly Statement[]): boolean => some.every((one) => isCovered(one, by))

/** What documents deny, as one; undefined where that is nothing. */
export function deniedBy(texts: readonly string[], mostCharacters: number): string | undefined {
  const documents = texts.map(comparable)
  const versions = new Set<string>()
  const statements = new Map<string, object>()
  for (const one of documents) {
    if (one === undefined) return DENY_ALL.identity
    const denies = ofEffect(one.statements, 'Deny')
    if (denies.length === 0) continue
    versions.add(one.version)
    for (const statement of denies.map(written)) statements.set(JSON.stringify(statement), statement)
  }
  const [version] = versions
  if (version === undefined) return undefined
  const text = document([...statements.values()], version)
  // A variable means something else in another version.
  return versions.size > 1 || text.length > mostCharacters ? DENY_ALL.identity : text
}

/** Whether a document has an effect; where that cannot be told, it has. */
export function hasEffect(text: string, effect: Statement['effect']): boolean {
  const parts = comparable(text)
  return parts === undefined || ofEffect(parts.statements, effect).length > 0
}

/** How a document differs from another in what it allows and denies. Where that cannot be told, it allows more and denies less. */
export interface Difference {
  readonly allowsMore: boolean
  readonly allowsLess: boolean
  readonly deniesMore: boolean
  readonly deniesLess: boolean
}

/** How the document here differs from that in a file; undefined where they say the same. */
export function differenceOf(here: string, inFile: string): Difference | undefined {
  if (here === inFile) return undefined
  const [ours, theirs] = [comparable(here), comparable(inFile)]
  if (ours === undefined || theirs === undefined || ours.version !== theirs.version)
    return { allowsMore: true, allowsLess: true, deniesMore: true, deniesLess: true }
  const lacks = (effect: Statement['effect'], some: typeof ours, by: typeof ours) =>
    !areCovered(ofEffect(some.statements, effect), ofEffect(by.statements, effect))
  const difference = {
    ...{ allowsMore: lacks('Allow', ours, theirs), allowsLess: lacks('Allow', theirs, ours) },
    ...{ deniesMore: lacks('Deny', ours, theirs), deniesLess: lacks('Deny', theirs, ours) },
  }
  return Object.values(difference).some((one) => one) ? difference : undefined
}
