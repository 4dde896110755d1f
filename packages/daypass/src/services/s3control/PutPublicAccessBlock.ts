import { accountPublicAccess, settingsOf } from '../../directory/s3/public-access.js'
import { S3controlError } from './error.js'
import { ACTIONS, settingsPermission, operation } from './s3control.js'

/** Sets Block Public Access of the account: for each bucket the stricter of its own and this holds (S3 Control API reference, PutPublicAccessBlock). */
export const PutPublicAccessBlock = operation('PutPublicAccessBlock', {
  summary: 'Sets Block Public Access of the account.',
  actions: [ACTIONS.PutPublicAccessBlock],
  authorize: (_input, caller) => settingsPermission('PutPublicAccessBlock', caller),
  handle({ PublicAccessBlockConfiguration: sent }, { account }, { state }) {
    const settings = settingsOf(sent)
    if (settings === undefined) throw new S3controlError('InvalidRequest', 'Must specify at least one configuration.')
    accountPublicAccess.put(state, { account, ...settings })
  },
})
