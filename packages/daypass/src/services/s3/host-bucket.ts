import { isRegion } from '../../core/region.js'
import { hostName } from '../../core/text/host-name.js'
import { isBucketName } from './buckets/bucket-name.js'

/** What a Host header means to S3: a bucket (virtual-host style), nothing (path style: the bucket stands in the path), or something that is not understood. */
export interface HostMeaning {
  readonly bucket?: string
  /** The name that is not understood: whoever asked for it is refused, since any other meaning could be another bucket. */
  readonly problem?: string
}

/** Below these names every name means something: to S3 here, or to AWS. Any other name is the operator's own, and means nothing. */
const LOCAL = 'localhost'
const AWS = 'amazonaws.com'
const DOMAINS: readonly string[] = [LOCAL, AWS, 'amazonaws.com.cn', 'api.aws']

/**
 * S3's own names, with or without a bucket before them, without their domain: `s3`, `s3.<region>`, `s3-<region>`, dual-stack and FIPS (AWS General
 * Reference, "Amazon S3 endpoints and quotas"; S3 user guide, "Virtual hosting of buckets").
 */
const S3 = /(?:^|\.)s3(?:|-external-1|[.-]([a-z0-9-]+)|\.dualstack\.([a-z0-9-]+)|-fips\.([a-z0-9-]+)|-fips\.dualstack\.([a-z0-9-]+))$/
/** Under `localhost`, where a bucket needs no name of S3 behind it, what holds these is rather a name of S3 that is not understood, or of a part that is not built. */
const NO_BUCKET =
  /^s3(?:\.|$|express|-(?:accelerate|accesspoint|control|fips|global|object-lambda|outposts|website))|\.s3(?:[.-]|$|express)/

/** What a Host header means to S3. */
export function hostMeaning(header: string | undefined): HostMeaning {
  const name = hostName(header ?? '')
  if (name === undefined) return PATH_STYLE
  if (read.name !== name) read = { name, meaning: meaningOf(name) }
  return read.meaning
}

const PATH_STYLE: HostMeaning = {}
let read: { readonly name: string; readonly meaning: HostMeaning } = { name: '', meaning: PATH_STYLE }

function meaningOf(name: string): HostMeaning {
  if (name === LOCAL) return PATH_STYLE
  const domain = DOMAINS.find((one) => name === one || name.endsWith(`.${one}`))
  if (domain === undefined) return PATH_STYLE
  const before = name.slice(0, -domain.length - 1)
  const bucket = domain === LOCAL || domain === AWS ? bucketBefore(before, domain) : undefined
  if (bucket === undefined) return { problem: name }
  return bucket === '' ? PATH_STYLE : { bucket }
}

/** The bucket before a domain, empty where it is S3 itself that is named; undefined when the name is not understood. */
function bucketBefore(before: string, domain: string): string | undefined {
  const own = S3.exec(before)
  if (own !== null && regionsOf(own).every(isRegion)) {
    const bucket = before.slice(0, own.index)
    return bucket === '' || isBucketName(bucket) ? bucket : undefined
  }
  // `bucket.localhost` is ours; at AWS a bucket always stands before a name of S3.
  return domain === LOCAL && isBucketName(before) && !NO_BUCKET.test(before) ? before : undefined
}

const regionsOf = (own: RegExpExecArray): string[] => own.slice(1).filter((region) => region !== undefined)
