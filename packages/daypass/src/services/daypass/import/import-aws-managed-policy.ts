import { NotImportable } from './fields.js'
import type { Importer } from './importing.js'
import { type Difference, differenceOf } from './narrowing/between.js'

/**
 * Compares a policy of AWS with the version that is here, which decides. Nothing is written. What the difference means for who holds it is told with each holder:
 * one that would get more by it is left out.
 */
export const importAwsManagedPolicy: Importer = (fields, { awsManaged }) => {
  const [arn, version, document] = [fields.text('Arn'), fields.maybeText('DefaultVersionId'), fields.text('Document')]
  if (!/^arn:aws:iam::aws:policy\/[\w+=,.@/-]{1,512}$/.test(arn)) throw new NotImportable(`${arn} is not the ARN of a policy of AWS.`)
  const here = awsManaged.get(arn)
  if (here === undefined) return { outcome: 'unchanged', notes: ['This version of daypass does not have it.'] }
  const difference = differenceOf(awsManaged.document(here), document)
  if (difference === undefined) return { outcome: 'unchanged', notes: [] }
  const shown = version === undefined ? '' : `, ${version.slice(0, 16)}`
  return {
    outcome: 'unchanged',
    notes: [`Decided by the version here, ${here.defaultVersion}, not by that of the files${shown}: ${inWords(difference)}.`],
  }
}

const WORDS: readonly (readonly [keyof Difference, string])[] = [
  ['allowsMore', 'allows more'],
  ['allowsLess', 'allows less'],
  ['deniesMore', 'denies more'],
  ['deniesLess', 'denies less'],
]

/** What it may do differently here: documents are compared by their texts. */
const inWords = (difference: Difference): string =>
  `it may be that it ${WORDS.flatMap(([name, words]) => (difference[name] ? [words] : [])).join(', ')} here`
