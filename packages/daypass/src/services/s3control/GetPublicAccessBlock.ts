import { accountPublicAccess, settingsAlone } from '../../directory/s3/public-access.js'
import { S3controlError } from './error.js'
import { ACTIONS, settingsPermission, operation } from './s3control.js'

/** Block Public Access of the account, for all its buckets (S3 Control API reference, GetPublicAccessBlock). */
export const GetPublicAccessBlock = operation('GetPublicAccessBlock', {
  summary: 'Returns Block Public Access of the account.',
  actions: [ACTIONS.GetPublicAccessBlock],
  authorize: (_input, caller) => settingsPermission('GetPublicAccessBlock', caller),
  handle(_input, { account }, { state }) {
    const settings = accountPublicAccess.get(state, account)
    if (settings === undefined) {
      const message = 'The public access block configuration was not found'
      throw new S3controlError('NoSuchPublicAccessBlockConfiguration', message, { fields: { AccountId: account } })
    }
    return { PublicAccessBlockConfiguration: settingsAlone(settings) }
  },
})
