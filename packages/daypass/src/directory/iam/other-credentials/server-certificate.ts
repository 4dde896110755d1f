/**
 * other-credentials: what IAM keeps for signing in besides access keys, passwords and devices: certificates, and credentials for one service. Nothing here
 * lets anyone in. Refuses to keep what would: no private key, and of a secret its digest alone.
 */
import { serverCertificateArn } from '../../../core/arn.js'
import { type Ids, newUniqueId } from '../../../core/ids.js'
import { defineKeys } from '../../key-space.js'
import { defineResource, type Resource, ResourceError, resourceTags } from '../../resource.js'
import type { Reader, Writer } from '../../state.js'

/** A server certificate. Its private key is not kept: nothing here would use it, and no operation returns it. */
export interface ServerCertificateRecord {
  readonly account: string
  readonly name: string
  /** `/` or `/a/b/`. */
  readonly path: string
  /** `ASCA…` */
  readonly id: string
  /** Milliseconds since the epoch, as is `expiresAt`. */
  readonly uploadedAt: number
  readonly expiresAt: number
  readonly tags: Readonly<Record<string, string>>
}

/** What was uploaded, in PEM. Apart from the record, so that lists do not read up to a megabyte for each. */
export interface ServerCertificateText {
  readonly body: string
  readonly chain?: string | undefined
}

/** Server certificates by name, in lower case. */
export const serverCertificateKeys = defineKeys('server-certificate/<account>/<name>', {
  record: 'a server certificate: its id, dates and tags',
  lifetime: 'until deleted',
})

/** The texts of server certificates by id. */
export const serverCertificateTextKeys = defineKeys('server-certificate-text/<account>/<id>', {
  record: 'a server certificate and its chain in PEM, without its private key',
  lifetime: 'until the certificate is deleted',
})

const resource: Resource<ServerCertificateRecord, [account: string, name: string]> = defineResource({
  noun: 'Server Certificate',
  keys: serverCertificateKeys,
  at: ({ account, name }) => [account, name],
  ignoresCase: true,
  arn: ({ account, path, name }) => serverCertificateArn(account, path, name),
  arnAsNamed: (account, name) => serverCertificateArn(account, '/', name),
  context: (certificate) => resourceTags(certificate?.tags, 'server-certificate'),
  notFound: (name) => new ResourceError('NoSuchEntity', `The Server Certificate with name ${name} cannot be found.`),
  exists: (name) => new ResourceError('EntityAlreadyExists', `The Server Certificate with name ${name} already exists.`),
})

/** The server certificates of all accounts. */
export const serverCertificates = {
  ...resource,
  /** The text of one, which always has it. */
  textOf(state: Reader, { account, id }: ServerCertificateRecord): ServerCertificateText {
    const text = state.get<ServerCertificateText>(serverCertificateTextKeys.key(account, id))
    if (text === undefined) throw new Error(`the server certificate ${id} has no text`)
    return text
  },
  /** Stores a new one with its text. */
  add(state: Writer, certificate: ServerCertificateRecord, text: ServerCertificateText): void {
    state.put(serverCertificateTextKeys.key(certificate.account, certificate.id), text)
    resource.put(state, certificate)
  },
  delete(state: Writer, certificate: ServerCertificateRecord): void {
    state.delete(serverCertificateTextKeys.key(certificate.account, certificate.id))
    resource.delete(state, certificate)
  },
  /** A unique id for a new one. */
  newId: (ids: Ids, account: string): string => newUniqueId(ids, 'ASCA', account),
  /** What one account may have, at most (IAM quotas). */
  quotas: { ServerCertificatesPerAccount: 20 },
}
