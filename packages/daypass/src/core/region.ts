import { hostName } from './text/host-name.js'

/** Regions that every account has and none can disable (Account Management guide, "Enable or disable AWS Regions"). */
const DEFAULT_REGIONS: ReadonlySet<string> = new Set(
  `ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1
   eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2`.split(/\s+/),
)

/**
 * Regions that an account can enable and disable; here all start enabled, where AWS makes an account enable each. Tokens of version 1 are not valid
 * there.
 */
const OPT_IN_REGIONS: ReadonlySet<string> = new Set(
  `af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1
   eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1`.split(/\s+/),
)

/** Every commercial region by code (AWS General Reference, endpoints of STS), in order. */
export const REGIONS: readonly string[] = [...DEFAULT_REGIONS, ...OPT_IN_REGIONS].sort()

/** Whether the region exists. */
export const isRegion = (name: string): boolean => DEFAULT_REGIONS.has(name) || OPT_IN_REGIONS.has(name)

/** Regions of AWS's other partitions, by code (AWS SDKs, partitions.json). daypass has nothing in them. */
const OTHER_PARTITIONS: ReadonlySet<string> = new Set(
  `cn-north-1 cn-northwest-1 eu-isoe-west-1 eusc-de-east-1 us-gov-east-1 us-gov-west-1 us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1
   us-isof-east-1 us-isof-south-1`.split(/\s+/),
)

/** Whether the region exists in an AWS partition other than the commercial one. */
export const isRegionElsewhere = (name: string): boolean => OTHER_PARTITIONS.has(name)

/** Whether accounts can enable and disable the region. */
export const isOptInRegion = (name: string): boolean => OPT_IN_REGIONS.has(name)

/** The region of global services (IAM), and of a bucket created without a location. */
export const HOME_REGION = 'us-east-1'

/**
 * The region that clients are configured with for global endpoints. With an endpoint URL of daypass they sign for it by this name; AWS never sees it.
 */
const GLOBAL = 'aws-global'

/** STS's own addresses: the global one, and those of regions, including FIPS and dual-stack (AWS General Reference, endpoints of STS). */
const STS_HOST = /^sts(?:\.amazonaws\.com|(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com|api\.aws))$/

/** The endpoint a request was sent to: AWS's global one, a regional one, or an address of daypass, which does not imply a region. */
export type EndpointKind = 'global' | 'regional' | 'custom'

/** Where a request was sent. */
export interface Endpoint {
  readonly region: string
  readonly kind: EndpointKind
}

/**
 * The endpoint of an STS request, by its Host and the region it is signed for (absent: unsigned). AWS's host names count where DNS resolves them to
 * daypass; each accepts signatures for its own region only, and the global one for us-east-1. At any other name the signature's region is the
 * endpoint's. Undefined when the two do not match.
 */
export function stsEndpoint(host: string | undefined, scope: string | undefined): Endpoint | undefined {
  const found = STS_HOST.exec(hostName(host ?? '') ?? '')
  if (found === null) return customEndpoint(scope)
  const region = found[1] ?? HOME_REGION
  if (!isRegion(region) || (scope !== undefined && scope !== region)) return undefined
  return { region, kind: found[1] === undefined ? 'global' : 'regional' }
}

/** The endpoint of a request, by the region it is signed for alone (absent: unsigned); undefined for an unknown region. */
export function customEndpoint(scope: string = HOME_REGION): Endpoint | undefined {
  if (scope === GLOBAL) return { region: HOME_REGION, kind: 'global' }
  return isRegion(scope) ? { region: scope, kind: 'custom' } : undefined
}
