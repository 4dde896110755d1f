import { credentialReports } from '../../../directory/account/credential-report.js'
import { operation } from '../iam.js'
import { reportOf } from './report.js'

/**
 * Asks for a credential report (IAM API reference, GenerateCredentialReport). It is there at once, but the first answer is `STARTED` as on AWS, and the
 * next one `COMPLETE`: clients ask until they read that.
 */
export const GenerateCredentialReport = operation('GenerateCredentialReport', {
  summary: 'Asks for the credential report of the account.',
  actions: ['iam:GenerateCredentialReport'],
  authorize: () => [{ action: 'iam:GenerateCredentialReport', resource: '*' }],
  handle(_input, { account }, { state, clock }) {
    const now = clock.now()
    if (reportOf(state, account, now) === 'present') return { State: 'COMPLETE' }
    credentialReports.put(state, { account, askedAt: now })
    return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' }
  },
})
