import { UsageError } from '../../usage-error.js'
import { type AwsAnswer, entriesIn, type Kind, member, textIn } from './answers.js'

/** The lists whose entries have a type, of which each may be listed apart: the end of one listing is not the end of another. */
const TYPED: Partial<Readonly<Record<Kind, string>>> = { 'list-policies': 'Policies', 'list-children': 'Children' }

/** Pages that belong together. */
interface Series {
  goesOn: boolean
  /** The last pages, each once. */
  readonly ends: Set<string>
}

/**
 * Refuses a listing that goes on in a page that is not here: what is missing may be what denies. An answer does not say which page it follows. So pages of
 * which there are several ends, of listings that were made apart, are refused too.
 */
export function requireWhole(answers: readonly AwsAnswer[]): void {
  const allSeries = new Map<string, Series>()
  for (const answer of answers)
    for (const name of seriesOf(answer)) {
      const series = allSeries.get(name) ?? { goesOn: false, ends: new Set() }
      allSeries.set(name, series)
      if (goesOn(answer)) series.goesOn = true
      else if (series.ends.size < 2) series.ends.add(JSON.stringify(answer.value))
    }
  for (const [name, series] of allSeries) {
    if (!series.goesOn) continue
    if (series.ends.size === 0) throw new UsageError(`The answer of ${name} goes on, and no file has its end. Add the other pages.`)
    if (series.ends.size > 1)
      throw new UsageError(
        `The answers of ${name} have a page that goes on, and several ends. Give the pages of one listing, made at one time.`,
      )
  }
}

const goesOn = ({ value }: AwsAnswer): boolean =>
  member(value, 'IsTruncated') === true || ['NextToken', 'Marker'].some((name) => (textIn(value, name) ?? '') !== '')

/** What an answer is a page of. A page without entries does not show which type it is of, so it is the end of none. */
function seriesOf({ kind, of, value }: AwsAnswer): readonly string[] {
  const about = of === '' ? textIn(value, 'ParentId') : of
  const name = about === undefined ? kind : `${kind} of ${about}`
  const list = TYPED[kind]
  if (list === undefined) return [name]
  const types = new Set(entriesIn(value, list).map((entry) => textIn(entry, 'Type')))
  return types.size === 0 ? [name] : [...types].map((type) => (type === undefined ? name : `${name} --filter ${type}`))
}
