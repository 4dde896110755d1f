import { accountPublicAccess } from '../../directory/s3/public-access.js'
import { ACTIONS, settingsPermission, operation } from './s3control.js'

/** Removes Block Public Access of the account; that of its buckets stays (S3 Control API reference, DeletePublicAccessBlock). */
export const DeletePublicAccessBlock = operation('DeletePublicAccessBlock', {
  summary: 'Removes Block Public Access of the account.',
  actions: [ACTIONS.DeletePublicAccessBlock],
  authorize: (_input, caller) => settingsPermission('DeletePublicAccessBlock', caller),
  handle(_input, { account }, { state }) {
    const settings = accountPublicAccess.get(state, account)
    if (settings !== undefined) accountPublicAccess.delete(state, settings)
  },
})
