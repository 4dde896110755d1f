// answers: what all descriptions share: filters and pages. Owns their rules, and knows no kind of thing.
// Refuses a filter that a description does not have, and a token that it did not make.
import type { Filter } from '../../../wire/generated/ec2.js'
import { invalidParameter } from '../error.js'

/** The values that a thing has under the name of a filter. */
export type FilterValues<T> = (thing: T) => string | undefined | readonly (string | undefined)[]

/** The filters of a description, by name. */
export type Filters<T> = Readonly<Record<string, FilterValues<T>>>

/** Filters of a request and values of each, at most (EC2 API reference, "Filter": 200 values; the number of filters is our own bound). */
const MOST = { filters: 50, values: 200 }
/** The names of filters on tags: `tag:Owner`, and `tag-key`. */
const TAG = 'tag:'

/** Filters on the tags of a thing (EC2 user guide, "Filter resources by tag"). */
const tagFilter = <T>(name: string, tagsOf: (thing: T) => Readonly<Record<string, string>>): FilterValues<T> | undefined => {
  if (name === 'tag-key') return (thing) => Object.keys(tagsOf(thing))
  if (!name.startsWith(TAG)) return undefined
  const key = name.slice(TAG.length)
  return (thing) => (Object.hasOwn(tagsOf(thing), key) ? tagsOf(thing)[key] : undefined)
}

/**
 * Whether a thing passes every filter: one of its values must match one of the filter's, where `*` and `?` stand for any characters and case counts (EC2 user guide,
 * "List and filter using the CLI and API"). Throws for a name that the description does not have.
 */
export function filterBy<T>(
  asked: readonly Filter[] | undefined,
  filters: Filters<T>,
  tagsOf?: (thing: T) => Readonly<Record<string, string>>,
): (thing: T) => boolean {
  if ((asked?.length ?? 0) > MOST.filters) throw invalidParameter(`A request has at most ${MOST.filters} filters.`)
  const tests = (asked ?? []).map(({ Name: name = '', Values: values = [] }) => {
    const valuesOf = Object.hasOwn(filters, name) ? filters[name] : tagsOf && tagFilter(name, tagsOf)
    if (valuesOf === undefined) throw invalidParameter(`The filter '${name}' is invalid`)
    if (values.length === 0) throw invalidParameter(`The filter '${name}' must have values.`)
    if (values.length > MOST.values) throw invalidParameter(`A filter has at most ${MOST.values} values.`)
    const patterns = values.map(patternOf)
    return (thing: T) => [valuesOf(thing)].flat().some((value) => value !== undefined && patterns.some((matches) => matches(value)))
  })
  return (thing) => tests.every((test) => test(thing))
}

/** A value of a filter as a test; a backslash makes the next character ordinary. Literal values are compared, which is what nearly all are. */
function patternOf(value: string): (text: string) => boolean {
  if (!/[*?\\]/.test(value)) return (text) => text === value
  const parts = value.match(/\\[\s\S]|\*+|[\s\S]/gu) ?? []
  return (text) => matchesParts([...text], parts)
}

/** Matches as wildcards do, in time proportional to both lengths' product: goes back to the last star only. */
function matchesParts(text: readonly string[], parts: readonly string[]): boolean {
  let [at, part, star, from] = [0, 0, -1, 0]
  while (at < text.length) {
    const wanted = parts[part]
    if (wanted?.startsWith('*')) {
      star = part++
      from = at
    } else if (wanted === '?' || (wanted !== undefined && wanted !== '?' && literal(wanted) === text[at])) {
      at++
      part++
    } else if (star >= 0) {
      part = star + 1
      at = ++from
    } else return false
  }
  return parts.slice(part).every((rest) => rest.startsWith('*'))
}

const literal = (part: string): string => (part.length > 1 && part.startsWith('\\') ? part.slice(1) : part)
