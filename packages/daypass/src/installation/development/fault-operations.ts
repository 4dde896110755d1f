import { nearest } from '../../core/text/nearest.js'

/** The operations that faults can be for: by service, those of AWS's model. */
export type KnownOperations = ReadonlyMap<string, ReadonlySet<string>>

const VALID = 'operation must be one of a service, such as sts:AssumeRole, or all of one, such as sts:*'

/** What is wrong with `service:Operation` or `service:*`, with what was probably meant; undefined if nothing is. */
export function operationProblem(asked: string, known: KnownOperations): string | undefined {
  const [service = '', name = '', ...more] = asked.split(':')
  const operations = known.get(service)
  if (more.length === 0 && operations !== undefined && (name === '*' || operations.has(name))) return undefined
  const meant = more.length === 0 ? probable({ service, name }, known) : undefined
  return meant === undefined ? VALID : `${VALID}: did you mean ${meant}?`
}

function probable({ service, name }: { service: string; name: string }, known: KnownOperations): string | undefined {
  // An operation without its service.
  if (name === '') {
    const [of, operations] = [...known].find(([, names]) => inAnyCase(service, names) !== undefined) ?? []
    return of && operations && `${of}:${inAnyCase(service, operations)}`
  }
  const meant = known.has(service) ? service : nearest(service, known.keys())
  const operations = meant === undefined ? undefined : known.get(meant)
  const operation = name === '*' ? name : operations && nearest(name, operations)
  return meant && operation && `${meant}:${operation}`
}

const inAnyCase = (given: string, names: Iterable<string>): string | undefined =>
  [...names].find((name) => name.toLowerCase() === given.toLowerCase())
