/**
 * The points on which AWS's own pages disagree, as switches. Each default is the reading that this package recommends; `compilePolicies` compiles
 * them into a layer. Every switch is optional. (The last such point, `aws:userid` of anonymous callers, is up to whoever builds the context.)
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
  /** `s3:ListAllMyBuckets`, which has no resource, can also be granted on `arn:aws:s3:::*`. Default true; false: on `*` only. */
  readonly listAllMyBucketsByArn?: boolean
  /**
   * A NotResource entry with a variable that has no value. `deny-only` (default): such a statement can deny but not allow. `literal`: the entry
   * covers nothing, so the statement applies, even an Allow.
   */
  readonly valuelessNotResource?: 'deny-only' | 'literal'
  /** The result of `ForAnyValue:...IfExists` if the key is absent. Default true (the text on IfExists); false: the text on ForAnyValue. */
  readonly anyValueIfExistsWhenAbsent?: boolean
  /** The prefix length of an IPv6 address without one: 128 (default), or 32, as AWS's page says for all addresses. */
  readonly bareIpv6Prefix?: 128 | 32
  /** Whether policy variables are substituted under `Bool`. Default true; false: a Bool with a variable is indeterminate (it denies, never allows). */
  readonly variablesInBool?: boolean
  /** A Deny with NotPrincipal that lists a user or role, but not its account, applies to it. Default true; false: it does not apply. */
  readonly notPrincipalNeedsAccount?: boolean
}

/** Options with all defaults filled in. */
export type Settings = Required<Options>

/** The recommended defaults. */
export const DEFAULT_SETTINGS: Settings = {
  listAllMyBucketsByArn: true,
  valuelessNotResource: 'deny-only',
  anyValueIfExistsWhenAbsent: true,
  bareIpv6Prefix: 128,
  variablesInBool: true,
  notPrincipalNeedsAccount: true,
}

/** Fills in the defaults. */
export function settingsOf(options?: Options): Settings {
  return options === undefined ? DEFAULT_SETTINGS : { ...DEFAULT_SETTINGS, ...options }
}
