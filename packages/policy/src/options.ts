/**
 * The points on which AWS's own pages disagree, as switches. Each default is the reading this package recommends; all of them are compiled into a
 * layer by `compilePolicies`. Left out: nothing changes. (`aws:userid` of anonymous callers, the last open point, belongs to whoever builds the context.)
 *
 * @example
 * const read = parsePolicy('{"Statement":{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"arn:aws:s3:::*"}}', 'identity')
 * if (!read.ok) throw new Error(read.problems[0]?.detail)
 * const documents = [{ name: 'list', policy: read.policy }]
 * const list = (options: Options) =>
 *   authorize({ ...request, action: 's3:ListAllMyBuckets', resource: '*', policies: { identity: compilePolicies(documents, options) } })
 * console.log(list({}).outcome, list({ listAllMyBucketsByArn: false }).outcome)
 * // => allow implicitDeny
 */
export interface Options {
  /** `s3:ListAllMyBuckets`, which has no resource, is also granted on `arn:aws:s3:::*`. Default true; false: on `*` only. */
  readonly listAllMyBucketsByArn?: boolean
  /**
   * A NotResource entry with a variable that has no value. `deny-only` (default): such a statement denies but does not allow. `literal`: the entry
   * covers nothing, so the statement applies, an Allow too.
   */
  readonly valuelessNotResource?: 'deny-only' | 'literal'
  /** What `ForAnyValue:...IfExists` answers when the key is absent. Default true (the text on IfExists); false: the text on ForAnyValue. */
  readonly anyValueIfExistsWhenAbsent?: boolean
  /** The prefix length of an IPv6 address without one: 128 (default), or the 32 that AWS's page gives for all addresses. */
  readonly bareIpv6Prefix?: 128 | 32
  /** Whether policy variables are substituted under `Bool`. Default true; false: a Bool with a variable is not understood (denies, never allows). */
  readonly variablesInBool?: boolean
  /** Deny with NotPrincipal that lists a user or role, but not its account, hits it. Default true; false: it is spared. */
  readonly notPrincipalNeedsAccount?: boolean
}

/** Options with every gap filled. */
export type Settings = Required<Options>

/** The recommended readings. */
export const DEFAULT_SETTINGS: Settings = {
  listAllMyBucketsByArn: true,
  valuelessNotResource: 'deny-only',
  anyValueIfExistsWhenAbsent: true,
  bareIpv6Prefix: 128,
  variablesInBool: true,
  notPrincipalNeedsAccount: true,
}

/** Fills the gaps. */
export function settingsOf(options?: Options): Settings {
  return options === undefined ? DEFAULT_SETTINGS : { ...DEFAULT_SETTINGS, ...options }
}
