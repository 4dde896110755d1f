import type { ConditionEntry, Policy, PrincipalElement, Statement } from './policy.js'

/**
 * A policy as JSON text, in one canonical form: two spaces of indentation, the elements in the order of AWS's grammar, `Statement` as an array, every
 * other list of one as its bare value, no value twice in a list. Kept as written: whether there is a `Version`, every pattern, the bare `"*"` and
 * `{"AWS":"*"}` as principals, and the text of numbers and booleans in conditions, which become strings (AWS compares them as text; `1.0` stays
 * `1.0`). An empty `Sid` or `Condition`, which has no meaning, is left out.
 *
 * `parsePolicy` parses the text back to the same policy except for the positions, and finds the same problems under any other kind. All values are
 * strings, so `JSON.stringify(JSON.parse(text))` is a lossless short form. Pass a result of `parsePolicy`: a policy built by hand with an invalid
 * shape (one operator and key twice, an empty list) gives text that `parsePolicy` rejects.
 *
 * @example
 * const read = parsePolicy('{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":["s3:*"],"Resource":"*","Condition":{"Bool":{"aws:ViaAWSService":false}}}}', 'scp')
 * console.log(read.ok && printPolicy(read.policy))
 * // => {
 * // =>   "Version": "2012-10-17",
 * // =>   "Statement": [
 * // =>     {
 * // =>       "Effect": "Deny",
 * // =>       "Action": "s3:*",
 * // =>       "Resource": "*",
 * // =>       "Condition": {
 * // =>         "Bool": {
 * // =>           "aws:ViaAWSService": "false"
 * // =>         }
 * // =>       }
 * // =>     }
 * // =>   ]
 * // => }
 */
export function printPolicy({ version, unversioned, id, statements }: Policy): string {
  // A document without Version is parsed as 2008-10-17; any other version must be written.
  const silent = unversioned === true && version === '2008-10-17'
  return printObject([
    ['Version', silent ? undefined : printText(version)],
    ['Id', id === undefined ? undefined : printText(id)],
    ['Statement', printBlock('[', statements.map(printStatement), ']')],
  ])
}

function printStatement({ sid, effect, principal, action, resource, conditions }: Statement): string {
  return printObject([
    ['Sid', sid === undefined ? undefined : printText(sid)],
    ['Effect', printText(effect)],
    [principal?.negated ? 'NotPrincipal' : 'Principal', principal && printPrincipal(principal)],
    [action.negated ? 'NotAction' : 'Action', printList(action.patterns)],
    [resource?.negated ? 'NotResource' : 'Resource', resource && printList(resource.patterns)],
    ['Condition', conditions.length === 0 ? undefined : printConditions(conditions)],
  ])
}

/** Only a bare `"*"` has no position. */
function printPrincipal({ entries }: PrincipalElement): string {
  const [first] = entries
  const isBare = first?.type === 'AWS' && first.value === '*' && first.span === undefined
  if (entries.length === 1 && isBare) return printText('*')
  const byType = groupBy(entries, ({ type }) => type)
  return printObject([...byType].map(([type, list]) => [type, printList(list.map(({ value }) => value))]))
}

function printConditions(conditions: readonly ConditionEntry[]): string {
  const byOperator = groupBy(conditions, ({ operator }) => operator)
  return printObject([...byOperator].map(([operator, lines]) => [operator, printObject(lines.map(printLine))]))
}

function printLine({ key, values }: ConditionEntry): Member {
  return [key, printList(values)]
}

/** In the order in which the names first appear. */
function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(nameOf(item), [...(groups.get(nameOf(item)) ?? []), item])
  return groups
}

/** A key and its value as JSON text; a member with an undefined value is left out. */
type Member = readonly [key: string, value: string | undefined]

function printObject(members: readonly Member[]): string {
  const present = members.filter(([, value]) => value !== undefined)
  return printBlock(
    '{',
    present.map(([key, value]) => `${printText(key)}: ${value}`),
    '}',
  )
}

function printList(values: readonly string[]): string {
  const texts = [...new Set(values)].map(printText)
  return texts.length === 1 ? texts.join() : printBlock('[', texts, ']')
}

/** NOTE: JSON text has line feeds only between its tokens, never inside a string, so indenting at line feeds changes no value. */
function printBlock(open: string, items: readonly string[], close: string): string {
  return items.length === 0 ? `${open}${close}` : `${open}\n  ${items.join(',\n').replaceAll('\n', '\n  ')}\n${close}`
}

function printText(text: string): string {
  return JSON.stringify(text)
}
