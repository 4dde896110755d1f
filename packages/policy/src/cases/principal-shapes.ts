import type { Principal } from '../matching/principal.js'

/** The types as cases write them. */
export type PrincipalType = 'user' | 'assumedRole' | 'federatedUser' | 'root' | 'service' | 'anonymous' | 'webIdentity' | 'saml'

/** The members of a principal of one type. */
export interface PrincipalShape {
  readonly kind: Principal['kind']
  readonly members: readonly string[]
  readonly credentials: readonly string[]
  /** The pattern of the ARN, and the names of its groups. */
  readonly arn?: { readonly pattern: RegExp; readonly names: readonly string[] }
  readonly build?: (texts: ReadonlyMap<string, string>) => string
}

const OWN = ['longTerm', 'sessionToken']

/**
 * The members that a principal of each type may have. `account`, `name` and the like may be left out if the ARN contains them, and the ARN may be
 * left out if they are given.
 */
export const PRINCIPAL_SHAPES: Readonly<Record<PrincipalType, PrincipalShape>> = {
  user: {
    kind: 'user',
    members: ['account', 'name', 'path', 'id', 'arn', 'credential', 'tags'],
    credentials: OWN,
    arn: { pattern: /^arn:[^:]+:iam::(\d{12}):user(\/(?:.*\/)?)([^/]+)$/, names: ['account', 'path', 'name'] },
    build: (texts) => `arn:aws:iam::${texts.get('account')}:user${texts.get('path') ?? '/'}${texts.get('name')}`,
  },
  assumedRole: {
    kind: 'role',
    members: [
      ...['account', 'roleName', 'rolePath', 'roleId', 'sessionName', 'arn', 'roleArn', 'credential'],
      ...['tags', 'serviceLinked', 'federatedProvider', 'sourceIdentity'],
    ],
    credentials: ['temporary'],
    arn: { pattern: /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/, names: ['account', 'roleName', 'sessionName'] },
    build: (texts) => `arn:aws:sts::${texts.get('account')}:assumed-role/${texts.get('roleName')}/${texts.get('sessionName')}`,
  },
  federatedUser: {
    kind: 'federated-user',
    members: ['account', 'name', 'id', 'arn', 'userArn', 'credential', 'tags'],
    credentials: ['temporary'],
    arn: { pattern: /^arn:[^:]+:sts::(\d{12}):federated-user\/([^/]+)$/, names: ['account', 'name'] },
    build: (texts) => `arn:aws:sts::${texts.get('account')}:federated-user/${texts.get('name')}`,
  },
  root: {
    kind: 'root',
    members: ['account', 'arn', 'credential'],
    credentials: [...OWN, 'assumeRoot'],
    arn: { pattern: /^arn:[^:]+:iam::(\d{12}):root$/, names: ['account'] },
    build: (texts) => `arn:aws:iam::${texts.get('account')}:root`,
  },
  service: {
    kind: 'service',
    members: ['name', 'arn'],
    credentials: [],
    arn: { pattern: /^([a-z0-9.-]+)$/, names: ['name'] },
    build: (texts) => `${texts.get('name')}`,
  },
  anonymous: { kind: 'anonymous', members: [], credentials: [] },
  webIdentity: { kind: 'web-identity', members: ['provider'], credentials: [] },
  saml: { kind: 'saml', members: ['provider'], credentials: [] },
}

/** All types. */
export const PRINCIPAL_TYPES = Object.keys(PRINCIPAL_SHAPES) as readonly PrincipalType[]
