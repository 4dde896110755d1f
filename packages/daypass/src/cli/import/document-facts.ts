import { parseArn, parseIamArn } from '../../core/arn.js'
import { entriesIn, member } from './files/answers.js'
import { documentOf, Unreadable } from './values.js'

/** The statements of a document; none where it cannot be read, which the server says. */
function statementsIn(document: unknown): readonly unknown[] | undefined {
  try {
    const read: unknown = JSON.parse(documentOf(document))
    const statement = member(read, 'Statement')
    return Array.isArray(statement) ? entriesIn(read, 'Statement') : [statement]
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof Unreadable) return undefined
    throw error
  }
}

/** Whether a document is known to deny nothing. */
export function allowsOnly(document: unknown): boolean {
  const statements = statementsIn(document)
  return statements?.every((statement) => member(statement, 'Effect') === 'Allow') === true
}

/** The ARNs of `known` that a trust policy names, and those of the roles whose sessions it names. */
export function trustedArns(trust: string, known: ReadonlyMap<string, string>): readonly string[] {
  const named = new Set<string>()
  for (const statement of statementsIn(trust) ?? [])
    for (const element of ['Principal', 'NotPrincipal'])
      for (const value of textsOf(member(member(statement, element), 'AWS'))) {
        if (known.has(value)) named.add(value)
        const role = roleOfSession(value, known)
        if (role !== undefined) named.add(role)
      }
  return [...named]
}

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')

function roleOfSession(sessionArn: string, known: ReadonlyMap<string, string>): string | undefined {
  const { service, account, resource = '' } = parseArn(sessionArn) ?? {}
  const [kind, name] = resource.split('/')
  if (service !== 'sts' || kind !== 'assumed-role') return undefined
  return [...known.keys()].find((arn) => {
    const role = parseIamArn(arn, 'role')
    return role?.account === account && role?.name === name
  })
}
