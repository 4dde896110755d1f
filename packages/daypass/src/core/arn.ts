/** An ARN in its six parts; `resource` keeps any further colons (AWS General Reference, "ARN format"). */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

/** The parts of an ARN, or undefined for an invalid one: fewer than six parts, or an empty partition, service or resource. */
export function parseArn(text: string): Arn | undefined {
  if (!text.startsWith('arn:')) return undefined
  const service = afterColon(text, 4)
  const region = afterColon(text, service)
  const account = afterColon(text, region)
  const resource = afterColon(text, account)
  if (resource === text.length || service === 5 || region === service + 1) return undefined
  return {
    partition: text.slice(4, service - 1),
    service: text.slice(service, region - 1),
    region: text.slice(region, account - 1),
    account: text.slice(account, resource - 1),
    resource: text.slice(resource),
  }
}

/** The index at which the next part begins, or the length of the text when there are no more parts. */
function afterColon(text: string, from: number): number {
  const colon = text.indexOf(':', from)
  return colon < 0 ? text.length : colon + 1
}

/** The partition of this installation, used in every ARN that it makes. */
export const PARTITION = 'aws'

/** `arn:aws:iam::A:root` */
export const rootArn = (account: string): string => `arn:aws:iam::${account}:root`
/** `arn:aws:iam::A:user/path/name`; the path begins and ends with a slash. */
export const userArn = (account: string, path: string, name: string): string => `arn:aws:iam::${account}:user${path}${name}`
/** `arn:aws:iam::A:group/path/name` */
export const groupArn = (account: string, path: string, name: string): string => `arn:aws:iam::${account}:group${path}${name}`
/** `arn:aws:iam::A:role/path/name` */
export const roleArn = (account: string, path: string, name: string): string => `arn:aws:iam::${account}:role${path}${name}`
/** `arn:aws:iam::A:policy/path/name` */
export const policyArn = (account: string, path: string, name: string): string => `arn:aws:iam::${account}:policy${path}${name}`
/** `arn:aws:iam::A:instance-profile/path/name` */
export const instanceProfileArn = (account: string, path: string, name: string): string =>
  `arn:aws:iam::${account}:instance-profile${path}${name}`
/** `arn:aws:iam::A:server-certificate/path/name` */
export const serverCertificateArn = (account: string, path: string, name: string): string =>
  `arn:aws:iam::${account}:server-certificate${path}${name}`
/** `arn:aws:iam::A:mfa/path/name`: the serial number of a virtual MFA device. */
export const mfaArn = (account: string, path: string, name: string): string => `arn:aws:iam::${account}:mfa${path}${name}`
/** `arn:aws:sts::A:assumed-role/name/session`: the role's path is dropped. */
export const assumedRoleArn = (account: string, name: string, session: string): string =>
  `arn:aws:sts::${account}:assumed-role/${name}/${session}`
/** `arn:aws:sts::A:federated-user/name` */
export const federatedUserArn = (account: string, name: string): string => `arn:aws:sts::${account}:federated-user/${name}`
/** `arn:aws:s3:::bucket` */
export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`
/** `arn:aws:s3:::bucket/key` */
export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`

/** Account, path and name of `arn:aws:iam::A:<kind>/path/name`; undefined when the ARN does not name a resource of that kind. */
export function parseIamArn(
  text: string,
  kind: 'user' | 'group' | 'role' | 'policy' | 'mfa' | 'instance-profile',
): { account: string; path: string; name: string } | undefined {
  const parts = partsOfIamArn(text, kind)
  if (parts === undefined) return undefined
  const slash = parts.rest.lastIndexOf('/')
  const name = parts.rest.slice(slash + 1)
  return name === '' ? undefined : { account: parts.account, path: parts.rest.slice(0, slash + 1), name }
}

/** A kind of identity provider, as its ARN spells it. */
export type ProviderKind = 'saml-provider' | 'oidc-provider'

/** `arn:aws:iam::A:saml-provider/name`, or `arn:aws:iam::A:oidc-provider/host/path`. */
export const providerArn = (account: string, kind: ProviderKind, name: string): string => `arn:aws:iam::${account}:${kind}/${name}`

/** Account and name in the ARN of an identity provider. A name is all that follows the kind: host and path of an issuer, which may end with a slash. */
export function parseProviderArn(text: string, kind: ProviderKind): { account: string; name: string } | undefined {
  const parts = partsOfIamArn(text, kind)
  return parts === undefined || parts.rest === '/' ? undefined : { account: parts.account, name: parts.rest.slice(1) }
}

/** Account, and what follows the kind, slash included. */
function partsOfIamArn(text: string, kind: string): { account: string; rest: string } | undefined {
  const arn = parseArn(text)
  if (arn === undefined || arn.partition !== 'aws' || arn.service !== 'iam' || arn.region !== '' || !arn.resource.startsWith(`${kind}/`))
    return undefined
  return { account: arn.account, rest: arn.resource.slice(kind.length) }
}
