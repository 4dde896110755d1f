import { serverCertificateArn } from '../../../core/arn.js'
import { serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { isWithin, ROOT_PATH } from '../paths.js'
import { certificateMetadata } from './server-certificate.js'

/**
 * The account's server certificates by name (IAM API reference, ListServerCertificates). Asks for `…:server-certificate/` and the path prefix, for the
 * reason that ListUsers gives.
 */
export const ListServerCertificates = operation('ListServerCertificates', {
  summary: 'Lists the server certificates of the account.',
  actions: ['iam:ListServerCertificates'],
  authorize: (input, { account }) => [
    { action: 'iam:ListServerCertificates', resource: serverCertificateArn(account, input.PathPrefix ?? ROOT_PATH, '') },
  ],
  handle(input, { account }, deps) {
    const listing = {
      operation: 'ListServerCertificates',
      account,
      filter: [input.PathPrefix],
      read: (from: string, limit: number) => serverCertificates.list(deps.state, account, { from, limit }),
      position: ({ name }: { name: string }) => name.toLowerCase(),
      keep: isWithin(input.PathPrefix),
    }
    const { items, end } = pageOf(input, listing, deps)
    return { ServerCertificateMetadataList: items.map(certificateMetadata), ...end }
  },
})
