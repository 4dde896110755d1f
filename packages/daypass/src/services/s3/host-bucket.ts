import { isRegion } from '../../core/region.js'
import { hostName } from '../../core/text/host-name.js'
import { isBucketName } from './buckets/bucket-name.js'

/** What a Host header means to S3: a bucket (virtual-host style), nothing (path style: the path names the bucket), or a name that S3 does not know. */
export interface HostMeaning {
  readonly bucket?: string
  /** The unknown name: the request is rejected, because any other meaning could be another bucket. */
  readonly problem?: string
}

/** Every name below these has a meaning: to daypass's S3, or to AWS. Any other name belongs to the operator, and means nothing. */
const LOCAL = 'localhost'
const AWS = 'amazonaws.com'
const DOMAINS: readonly string[] = [LOCAL, AWS, 'amazonaws.com.cn', 'api.aws']

/**
 * S3's own names, with or without a bucket in front, without their domain: `s3`, `s3.<region>`, `s3-<region>`, dual-stack and FIPS (AWS General
 * Reference, "Amazon S3 endpoints and quotas"; S3 user guide, "Virtual hosting of buckets").
 */
const S3 = /(?:^|\.)s3(?:|-external-1|[.-]([a-z0-9-]+)|\.dualstack\.([a-z0-9-]+)|-fips\.([a-z0-9-]+)|-fips\.dualstack\.([a-z0-9-]+))$/
/** Under `localhost`, a bucket needs no name of S3 after it. There, a name that contains these is an unknown name of S3, or of a part that does not exist. */
const NO_BUCKET =
  /^s3(?:\.|$|express|-(?:accelerate|accesspoint|control|fips|global|object-lambda|outposts|website))|\.s3(?:[.-]|$|express)/

/** Domains of the operator's own: below each, names mean what they mean below `localhost`. In lower case, the longest first. */
export type S3Domains = readonly string[]

const NO_DOMAINS: S3Domains = []

/** Reads a Host header as S3 does. */
export function hostMeaning(header: string | undefined, domains: S3Domains = NO_DOMAINS): HostMeaning {
  const name = hostName(header ?? '')
  if (name === undefined) return PATH_STYLE
  if (read.name !== name || read.domains !== domains) read = { name, domains, meaning: meaningOf(name, domains) }
  return read.meaning
}

/**
 * The domains for these names, or which of them cannot be one: an invalid name, an IP address, a name that has a meaning already, and one given twice.
 */
export function s3Domains(names: readonly string[]): S3Domains | { readonly unfit: string } {
  const found = names.map((name) => name.toLowerCase())
  const unfit = names.find((_, i) => {
    const domain = found[i] ?? ''
    const isKnown = DOMAINS.some((one) => domain === one || domain.endsWith(`.${one}`))
    return hostName(domain) !== domain || /^[\d.]*$|^\[/.test(domain) || isKnown || found.indexOf(domain) !== i
  })
  return unfit === undefined ? found.toSorted((a, b) => b.length - a.length) : { unfit }
}

const PATH_STYLE: HostMeaning = {}
let read: { readonly name: string; readonly domains: S3Domains; readonly meaning: HostMeaning } = {
  ...{ name: '', domains: NO_DOMAINS, meaning: PATH_STYLE },
}

function meaningOf(name: string, domains: S3Domains): HostMeaning {
  if (name === LOCAL || domains.includes(name)) return PATH_STYLE
  const isBelow = (one: string): boolean => name === one || name.endsWith(`.${one}`)
  const own = domains.find(isBelow)
  const domain = own === undefined ? DOMAINS.find(isBelow) : LOCAL
  if (domain === undefined) return PATH_STYLE
  const before = name.slice(0, -(own ?? domain).length - 1)
  const bucket = domain === LOCAL || domain === AWS ? bucketBefore(before, domain) : undefined
  if (bucket === undefined) return { problem: name }
  return bucket === '' ? PATH_STYLE : { bucket }
}

/** The bucket in front of a domain, empty when it names S3 itself; undefined when the name is unknown. */
function bucketBefore(before: string, domain: string): string | undefined {
  const own = S3.exec(before)
  if (own !== null && regionsOf(own).every(isRegion)) {
    const bucket = before.slice(0, own.index)
    return bucket === '' || isBucketName(bucket) ? bucket : undefined
  }
  // `bucket.localhost` is daypass's own; on AWS a name of S3 always follows the bucket.
  return domain === LOCAL && isBucketName(before) && !NO_BUCKET.test(before) ? before : undefined
}

const regionsOf = (own: RegExpExecArray): string[] => own.slice(1).filter((region) => region !== undefined)
