// narrowing: what an import takes away before it gives. Owns how two documents are compared, and which one is between them. Refuses to guess: what it cannot
// compare it takes for different, and in between nothing is allowed.

/** The elements of a statement that are lists: any of a list may match, none of a `Not` list may. */
const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'NotPrincipal'] as const
type ListName = (typeof LISTS)[number]

/** A statement in parts that can be compared, without its Sid. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly lists: ReadonlyMap<ListName, readonly string[]>
  /** All other elements, as text in one order. */
  readonly rest: string
}

/** A document in parts that can be compared. */
export interface Comparable {
  readonly version: string
  readonly statements: readonly Statement[]
}

type JsonObject = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The parts of a document; undefined where it cannot be compared. The document has passed the engine's parser, or is AWS's own in a file. */
export function comparable(text: string): Comparable | undefined {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(document)) return undefined
  const { Version = '2008-10-17', Statement: given } = document
  const statements = (Array.isArray(given) ? given : [given]).map(statementOf)
  if (typeof Version !== 'string' || !statements.every((one) => one !== undefined)) return undefined
  return { version: Version, statements }
}

function statementOf(given: unknown): Statement | undefined {
  if (!isObject(given)) return undefined
  const { Sid: _sid, Effect: effect, ...others } = given
  if (effect !== 'Allow' && effect !== 'Deny') return undefined
  const lists = new Map<ListName, readonly string[]>()
  const rest: [string, unknown][] = []
  for (const [name, value] of Object.entries(others)) {
    const element = LISTS.find((one) => one === name)
    const list = element === undefined ? undefined : listOf(value)
    if (element !== undefined && list === undefined) return undefined
    if (element !== undefined && list !== undefined) lists.set(element, list)
    else rest.push([name, value])
  }
  // Made from entries, so that a member named `__proto__` is one of its own and never lost.
  const text = inOneOrder(Object.fromEntries(rest))
  return text === undefined ? undefined : { effect, lists, rest: text }
}

/** A list, a single text, or principals by kind, as texts. */
function listOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value : undefined
  if (!isObject(value)) return undefined
  const principals: string[] = []
  for (const [kind, names] of Object.entries(value)) {
    const list = isObject(names) ? undefined : listOf(names)
    if (list === undefined) return undefined
    principals.push(...list.map((name) => `${kind}${BETWEEN}${name}`))
  }
  return principals
}

/** Between the kind and the name of a principal. */
const BETWEEN = ' '

/** JSON with the members of objects in one order. Undefined where there is a number: two that a parser takes for the same can be two conditions. */
function inOneOrder(value: unknown): string | undefined {
  if (typeof value === 'number') return undefined
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = Array.isArray(value)
    ? value.map(inOneOrder)
    : Object.keys(value)
        .toSorted()
        .map((name) => {
          const held = inOneOrder((value as JsonObject)[name])
          return held === undefined ? undefined : `${JSON.stringify(name)}:${held}`
        })
  if (!parts.every((part) => part !== undefined)) return undefined
  return Array.isArray(value) ? `[${parts.join()}]` : `{${parts.join()}}`
}

const isNegated = (name: ListName): boolean => name.startsWith('Not')

/** Whether two statements differ by their lists alone. */
const isAlike = (one: Statement, other: Statement): boolean =>
  one.effect === other.effect &&
  one.rest === other.rest &&
  one.lists.size === other.lists.size &&
  [...one.lists.keys()].every((name) => other.lists.has(name))

/** Whether a statement matches all that the other does. */
function covers(wide: Statement, narrow: Statement): boolean {
  if (!isAlike(wide, narrow)) return false
  return [...wide.lists].every(([name, list]) => {
    const other = narrow.lists.get(name) ?? []
    if (isNegated(name)) return list.every((one) => other.includes(one))
    return list.includes('*') || other.every((one) => list.includes(one))
  })
}

/** Parts into which a statement is split at most. */
const MOST_PARTS = 2_000

/** A statement as one for each action and resource; itself where these would be too many. */
function partsOf(statement: Statement): readonly Statement[] {
  const [actions, resources] = [statement.lists.get('Action'), statement.lists.get('Resource')]
  if ((actions?.length ?? 1) * (resources?.length ?? 1) > MOST_PARTS) return [statement]
  const withOne = (list: ListName, values: readonly string[] | undefined, parts: readonly Statement[]) =>
    values === undefined
      ? parts
      : parts.flatMap((part) => values.map((value) => ({ ...part, lists: new Map(part.lists).set(list, [value]) })))
  return withOne('Resource', resources, withOne('Action', actions, [statement]))
}

/** Whether statements match together all that one does. Compares texts, so that it may say no where they do. */
export function isCovered(one: Statement, by: readonly Statement[]): boolean {
  const alike = by.filter((wide) => isAlike(wide, one))
  return alike.length > 0 && partsOf(one).every((part) => alike.some((wide) => covers(wide, part)))
}

/** The statement that matches what both match, as far as their texts tell; undefined where that is nothing. */
export function bothMatch(one: Statement, other: Statement): Statement | undefined {
  if (!isAlike(one, other)) return undefined
  const lists = new Map<ListName, readonly string[]>()
  for (const [name, list] of one.lists) {
    const otherList = other.lists.get(name) ?? []
    const both = isNegated(name) ? [...new Set([...list, ...otherList])] : inBoth(list, otherList)
    if (both.length === 0) return undefined
    lists.set(name, both)
  }
  return { ...one, lists }
}

function inBoth(one: readonly string[], other: readonly string[]): readonly string[] {
  if (one.includes('*')) return other
  return other.includes('*') ? one : one.filter((value) => other.includes(value))
}

/** A statement as it is written in a document. */
export function written({ effect, lists, rest }: Statement): object {
  const elements = [...lists].map(([name, list]) => [name, name.endsWith('Principal') ? principalsOf(list) : list])
  return { Effect: effect, ...Object.fromEntries(elements), ...(JSON.parse(rest) as object) }
}

function principalsOf(list: readonly string[]): unknown {
  if (list.includes('*')) return '*'
  const kinds = new Map<string, string[]>()
  for (const one of list) {
    const at = one.indexOf(BETWEEN)
    const kind = one.slice(0, at)
    kinds.set(kind, [...(kinds.get(kind) ?? []), one.slice(at + 1)])
  }
  return Object.fromEntries(kinds)
}
