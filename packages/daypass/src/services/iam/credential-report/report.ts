/**
 * credential-report: one table of an account's users and their credentials, for those who check them. Owns its columns and for how long it may be fetched.
 * Refuses to show a secret. Leaves when something was used to last-use.
 */
import { credentialReports } from '../../../directory/account/credential-report.js'
import type { Reader } from '../../../directory/state.js'

/** For how long a report may be fetched, in milliseconds (IAM user guide, "Generate credential reports": four hours). */
export const REPORT_LIFETIME = 14_400_000

/** Whether the account has asked for a report, and whether that still counts. */
export function reportOf(state: Reader, account: string, now: number): 'absent' | 'expired' | 'present' {
  const report = credentialReports.get(state, account)
  if (report === undefined) return 'absent'
  return now - report.askedAt > REPORT_LIFETIME ? 'expired' : 'present'
}
