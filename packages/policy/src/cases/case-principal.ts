import type { Principal } from '../matching/principal.js'
import type { Field } from './field.js'
import { PRINCIPAL_SHAPES, PRINCIPAL_TYPES, type PrincipalShape } from './principal-shapes.js'

/** The principal of a case, and the other values that its condition keys follow from. */
export interface CasePrincipal {
  readonly principal: Principal
  /** Of a user or federated user. */
  readonly name?: string
  readonly sessionName?: string
  readonly federatedProvider?: string
  readonly sourceIdentity?: string
  readonly tags: ReadonlyMap<string, string>
}

/** The strings of a principal as they are written, its tags, and whether its role is service-linked. */
interface PrincipalFields {
  readonly field: Field
  readonly texts: ReadonlyMap<string, string>
  readonly serviceLinked: boolean | undefined
  readonly tags: ReadonlyMap<string, string>
}

/** Parses a principal: an object with `type`, the ARN or service name of a principal, or `*` for an anonymous caller. */
export function parseCasePrincipal(field: Field): CasePrincipal | undefined {
  if (field.json.type === 'string') return parseName(field, field.json.text)
  const type = field.members()?.get('type')
  if (type === undefined)
    return field.json.type === 'object' ? field.report(`must have a type; use one of: ${PRINCIPAL_TYPES.join(', ')}`) : undefined
  const known = type.word(PRINCIPAL_TYPES)
  if (known === undefined) return undefined
  const fields = parseFields(field, PRINCIPAL_SHAPES[known])
  return fields && principalOf(PRINCIPAL_SHAPES[known], fields)
}

function parseName(field: Field, text: string): CasePrincipal | undefined {
  const named = (name: string) => ({ field, texts: new Map([[name, text]]), serviceLinked: undefined, tags: new Map<string, string>() })
  if (text === '*') return principalOf(PRINCIPAL_SHAPES.anonymous, named('type'))
  if (/^arn:[^:]+:iam::\d{12}:oidc-provider\/./.test(text)) return principalOf(PRINCIPAL_SHAPES.webIdentity, named('provider'))
  if (/^arn:[^:]+:iam::\d{12}:saml-provider\/./.test(text)) return principalOf(PRINCIPAL_SHAPES.saml, named('provider'))
  if (/^arn:[^:]+:iam::\d{12}:role\//.test(text)) {
    return field.report(`${text} is a role; use the ARN of one of its sessions: arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`)
  }
  const shape = [PRINCIPAL_SHAPES.user, PRINCIPAL_SHAPES.assumedRole, PRINCIPAL_SHAPES.federatedUser, PRINCIPAL_SHAPES.root].find(
    ({ arn }) => arn?.pattern.test(text),
  )
  if (shape !== undefined) return principalOf(shape, named('arn'))
  if (/^[a-z0-9.-]+\.amazonaws\.com$/.test(text)) return principalOf(PRINCIPAL_SHAPES.service, named('name'))
  return field.report(`${JSON.stringify(text)} must be the ARN of a user, session or root user, a service (NAME.amazonaws.com), or *`)
}

function parseFields(field: Field, { members }: PrincipalShape): PrincipalFields | undefined {
  const fields = field.members(['type', ...members])
  if (fields === undefined) return undefined
  const texts = new Map<string, string>()
  for (const [name, one] of fields) {
    const text = name === 'tags' || name === 'serviceLinked' ? undefined : one.text()
    if (text !== undefined) texts.set(name, text)
  }
  return { field, texts, serviceLinked: fields.get('serviceLinked')?.flag(), tags: parseTags(fields.get('tags')) }
}

function parseTags(field: Field | undefined): ReadonlyMap<string, string> {
  const tags = new Map<string, string>()
  for (const [name, one] of field?.members() ?? []) {
    if (one.json.type === 'string') tags.set(name, one.json.text)
    else one.report('must be a string')
  }
  return tags
}

function principalOf(shape: PrincipalShape, { field, texts, serviceLinked, tags }: PrincipalFields): CasePrincipal | undefined {
  const whole = completeTexts(shape, { field, texts })
  if (whole === undefined) return undefined
  const credential = whole.get('credential')
  if (credential !== undefined && !shape.credentials.includes(credential)) {
    return field.report(`credential ${JSON.stringify(credential)} is unknown for this type; use one of: ${shape.credentials.join(', ')}`)
  }
  const principal: Principal = {
    kind: shape.kind,
    account: whole.get('account') ?? '',
    arn: whole.get('provider') ?? whole.get('arn') ?? '',
    ...pick(whole, { id: whole.has('roleId') ? 'roleId' : 'id', roleArn: 'roleArn', userArn: 'userArn' }),
    ...(credential === 'sessionToken' && { credential: 'session-token' }),
    ...(credential === 'assumeRoot' && { credential: 'assume-root' }),
    ...(serviceLinked !== undefined && { serviceLinked }),
  }
  const names = { name: 'name', sessionName: 'sessionName', federatedProvider: 'federatedProvider', sourceIdentity: 'sourceIdentity' }
  return { principal, tags, ...pick(whole, names) }
}

function pick<Name extends string>(texts: ReadonlyMap<string, string>, names: Readonly<Record<Name, string>>): { [name in Name]?: string } {
  const picked: { [name in Name]?: string } = {}
  for (const name in names) {
    const text = texts.get(names[name])
    if (text !== undefined) picked[name] = text
  }
  return picked
}

/** Completes the ARN from its parts, or the parts from the ARN. Reports parts that contradict the ARN. */
function completeTexts(
  shape: PrincipalShape,
  { field, texts }: Pick<PrincipalFields, 'field' | 'texts'>,
): ReadonlyMap<string, string> | undefined {
  if (shape.members.includes('provider') && !texts.has('provider')) return field.report('must have a provider')
  if (shape.arn === undefined || shape.build === undefined) return texts
  const missing = shape.arn.names.filter((name) => name !== 'path' && !texts.has(name))
  if (!texts.has('arn') && missing.length > 0) return field.report(`must have an arn, or ${missing.join(' and ')}`)
  const arn = texts.get('arn') ?? shape.build(texts)
  const parts = shape.arn.pattern.exec(arn)
  if (parts === null) return field.report(`${arn} is not the ARN of a principal of this type`)
  const whole = new Map([...texts, ['arn', arn]])
  for (const [index, name] of shape.arn.names.entries()) {
    const part = parts[index + 1] ?? ''
    if ((whole.get(name) ?? part) !== part) return field.report(`${name} is ${whole.get(name)}, but the ARN has ${part}`)
    whole.set(name, part)
  }
  return shape.kind === 'role' ? withRole(whole, field) : whole
}

/** The ARN of a session does not contain the path of its role: without `rolePath` or `roleArn` the path is `/`. */
function withRole(texts: ReadonlyMap<string, string>, field: Field): ReadonlyMap<string, string> | undefined {
  const [account, name, path] = [texts.get('account'), texts.get('roleName'), texts.get('rolePath')]
  const partition = texts.get('arn')?.split(':')[1] ?? 'aws'
  const roleArn = texts.get('roleArn') ?? `arn:${partition}:iam::${account}:role${path ?? '/'}${name}`
  const parts = /^arn:[^:]+:iam::(\d{12}):role(\/(?:.*\/)?)([^/]+)$/.exec(roleArn)
  if (parts === null || parts[1] !== account || parts[3] !== name || (path !== undefined && parts[2] !== path)) {
    return field.report(`roleArn is ${roleArn}, which is not the role of this session`)
  }
  return new Map([...texts, ['roleArn', roleArn]])
}
