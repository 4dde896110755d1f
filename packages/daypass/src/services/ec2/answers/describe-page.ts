import { type Ordered, readPage } from '../../../credentials/pages.js'
import type { Ec2Deps } from '../ec2.js'
import { Ec2Error, invalidParameter } from '../error.js'

/** The parameters of a description that has pages. */
interface PageRequest {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

/** Items of a page: at least and at most where it is asked for (EC2 API reference, "MaxResults"), and without `MaxResults`. */
const RESULTS = { least: 5, most: 1_000 }
/** Items that are read for one page; it ends then, and may be short. 10,000 instances took 167 ms without a rest: no turn of the event loop may take 50. */
const READS = 2_500

/** What is described. */
export interface Described<T> extends Ordered<T> {
  /** Whose they are. */
  readonly account: string
  readonly operation: string
  /** The parameters that the request for the next page repeats. */
  readonly filter: readonly unknown[]
  readonly keep: (item: T) => boolean
  /** Where AWS takes fewer than five on a page. */
  readonly least?: number
}

/** A page of a description, and its token of the next where there is one. */
export function describePage<T>(
  { MaxResults, NextToken }: PageRequest,
  described: Described<T>,
  deps: Ec2Deps,
): { readonly items: readonly T[]; readonly NextToken?: string | undefined } {
  const { least = RESULTS.least } = described
  if (MaxResults !== undefined && (MaxResults < least || MaxResults > RESULTS.most))
    throw invalidParameter(
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between ${least} and ${RESULTS.most}.`,
    )
  const invalid = () => new Ec2Error('InvalidNextToken', 'The NextToken is not valid.')
  const wanted = { most: MaxResults ?? RESULTS.most, reads: READS, marker: NextToken, invalid }
  const { items, next } = readPage(wanted, { ...described, account: `${described.account} ${deps.region}` }, deps)
  return { items, NextToken: next }
}
