/**
 * Every key in the store, its record, its lifetime and who writes it. Keys are ordered by UTF-8 bytes. Free text in the middle of a key is escaped
 * (`/` and `%`), so that no name can get into the range of another; an S3 key is last and not escaped, so that the listing order is S3's order. IAM
 * names are unique ignoring case, so keys have them in lower case and records have them as given.
 */
export const KEY_PREFIXES = {
  'installation/meta': {
    record: 'account id, root key id, check value of the master key, clock offset',
    lifetime: 'for ever',
    writer: 'installation',
  },
  'installation/key-ring': {
    record: 'data keys sealed by the master key',
    lifetime: 'for ever; retired versions are pruned',
    writer: 'directory/key-ring',
  },
  'access-key/<id>': { record: 'owner, status, sealed secret', lifetime: 'until deleted', writer: 'directory/access-key' },
  'root-keys/<account>': { record: "ids of the root user's keys", lifetime: 'for ever', writer: 'directory/access-key' },
  'account/<id>': {
    record: 'an account other than the first: its name, when it was made',
    lifetime: 'for ever',
    writer: 'directory/account',
  },
  'account-settings/<account>': {
    record: 'which token version its global endpoint issues, the regions it has disabled; nothing while nothing was chosen',
    lifetime: 'for ever',
    writer: 'directory/account-settings',
  },
  'revoked/<account>': {
    record: 'that sessions of the account were revoked at all',
    lifetime: 'for ever',
    writer: 'directory/revocation',
  },
  'revocation/<account>/<kind>/<value>': {
    record:
      'which sessions are revoked (all, of a role, a user, a source identity, or one), up to its own revision (kind `…-now`) or up to a moment',
    lifetime: 'until the last session it bears on has expired',
    writer: 'directory/revocation',
  },
  'user/<account>/<name>': {
    record: 'a user with its inline and attached policies and key ids',
    lifetime: 'until deleted',
    writer: 'directory/user',
  },
  'user-id/<id>': { record: 'account and name of the user with this unique id', lifetime: "its user's", writer: 'directory/user' },
  'role/<account>/<name>': {
    record: 'a role with its trust, inline and attached policies',
    lifetime: 'until deleted',
    writer: 'directory/role',
  },
  'role-id/<id>': { record: 'account and name of the role with this unique id', lifetime: "its role's", writer: 'directory/role' },
  'policy/<account>/<name>': {
    record: 'a customer managed policy with its versions',
    lifetime: 'until deleted',
    writer: 'directory/policy',
  },
  'attachment/<policy arn>/<kind>/<account>/<name>': {
    record: 'that a user or role has this policy attached',
    lifetime: 'until detached',
    writer: 'directory/attachment',
  },
  'outbound/<account>': {
    record: "whether the account's principals get web identity tokens, and its signing keys, sealed",
    lifetime: 'for ever; retired keys are pruned',
    writer: 'directory/outbound-federation',
  },
  'outbound-issuer/<uuid>': {
    record: 'account of the issuer of web identity tokens with this id',
    lifetime: 'for ever',
    writer: 'directory/outbound-federation',
  },
  'mfa-device/<account>/<path and name>': {
    record: 'a virtual MFA device: sealed seed, holder, last used step, wrong codes',
    lifetime: 'until deleted',
    writer: 'directory/mfa-device',
  },
  'mfa-holder/<account>/<holder>': {
    record: "serial numbers of the devices of a user (its unique id) or of the root user (the account's id)",
    lifetime: 'until the last is deactivated',
    writer: 'directory/mfa-device',
  },
  'bucket/<bucket>': { record: 'owner account, region, creation time', lifetime: 'until deleted', writer: 'directory/bucket' },
  'account-bucket/<account>/<bucket>': { record: 'that the account owns the bucket', lifetime: "its bucket's", writer: 'directory/bucket' },
  'object/<bucket>/<key>': {
    record: 'size, entity tag, headers and the file that holds the bytes',
    lifetime: 'until deleted',
    writer: 'directory/object',
  },
} as const

const escapePart = (part: string): string =>
  part.includes('/') || part.includes('%') ? part.replaceAll('%', '%25').replaceAll('/', '%2F') : part

export const metaKey = 'installation/meta'
export const keyRingKey = 'installation/key-ring'
export const accessKeyKey = (id: string): string => `access-key/${escapePart(id)}`
export const rootKeysKey = (account: string): string => `root-keys/${account}`
export const accountKey = (id: string): string => `account/${id}`
export const accountSettingsKey = (id: string): string => `account-settings/${id}`
export const revokedKey = (account: string): string => `revoked/${account}`
export const revocationsOf = (account: string): string => `revocation/${account}/`
export const revocationKey = (account: string, kind: string, value: string): string =>
  `${revocationsOf(account)}${kind}/${escapePart(value)}`
export const usersOf = (account: string): string => `user/${account}/`
export const userKey = (account: string, name: string): string => `user/${account}/${escapePart(name.toLowerCase())}`
export const userIdKey = (id: string): string => `user-id/${escapePart(id)}`
export const rolesOf = (account: string): string => `role/${account}/`
export const roleKey = (account: string, name: string): string => `role/${account}/${escapePart(name.toLowerCase())}`
export const roleIdKey = (id: string): string => `role-id/${escapePart(id)}`
export const policiesOf = (account: string): string => `policy/${account}/`
export const policyKey = (account: string, name: string): string => `policy/${account}/${escapePart(name.toLowerCase())}`
export const attachmentsOf = (policyArn: string): string => `attachment/${escapePart(policyArn)}/`
export const attachmentKey = (policyArn: string, kind: 'user' | 'role', entity: { account: string; name: string }): string =>
  `${attachmentsOf(policyArn)}${kind}/${entity.account}/${escapePart(entity.name.toLowerCase())}`
export const outboundKey = (account: string): string => `outbound/${account}`
export const outboundIssuerKey = (id: string): string => `outbound-issuer/${escapePart(id)}`
export const mfaDevicesOf = (account: string): string => `mfa-device/${account}/`
/** Device names differ by case too, as their ARNs do. */
export const mfaDeviceKey = (account: string, pathAndName: string): string => `${mfaDevicesOf(account)}${escapePart(pathAndName)}`
export const mfaHolderKey = (account: string, holder: string): string => `mfa-holder/${account}/${escapePart(holder)}`
export const bucketKey = (bucket: string): string => `bucket/${escapePart(bucket)}`
export const bucketsOf = (account: string): string => `account-bucket/${account}/`
export const accountBucketKey = (account: string, bucket: string): string => `${bucketsOf(account)}${escapePart(bucket)}`
export const objectsOf = (bucket: string): string => `object/${escapePart(bucket)}/`
export const objectKey = (bucket: string, key: string): string => objectsOf(bucket) + key
