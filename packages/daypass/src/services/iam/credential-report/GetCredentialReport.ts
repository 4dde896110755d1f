import { IamError } from '../error.js'
import { operation, timeOf } from '../iam.js'
import { writeReport } from './content.js'
import { reportOf } from './report.js'

/**
 * Returns the credential report (IAM API reference, GetCredentialReport). It is made now, so it is never older than the answer: a rule of our own. AWS sends
 * these errors without a text of their own.
 */
export const GetCredentialReport = operation('GetCredentialReport', {
  summary: 'Returns the credential report: every user, with its credentials.',
  actions: ['iam:GetCredentialReport'],
  authorize: () => [{ action: 'iam:GetCredentialReport', resource: '*' }],
  async handle(_input, { account }, deps) {
    const report = reportOf(deps.state, account, deps.clock.now())
    if (report === 'absent') throw new IamError('ReportNotPresent', 'Unknown')
    if (report === 'expired') throw new IamError('ReportExpired', 'Unknown')
    const GeneratedTime = new Date(timeOf(deps.clock))
    return { Content: Buffer.from(await writeReport(account, deps)), ReportFormat: 'text/csv', GeneratedTime }
  },
})
