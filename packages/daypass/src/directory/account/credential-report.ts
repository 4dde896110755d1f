import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'

/** That an account asked for a credential report. Its content is not stored: it is made when it is fetched. */
export interface CredentialReportRecord {
  readonly account: string
  /** Milliseconds since the epoch. */
  readonly askedAt: number
}

/** Credential reports by account. */
export const credentialReportKeys = defineKeys('credential-report/<account>', {
  record: 'when the account last asked for a credential report',
  lifetime: 'until it asks again; it counts for four hours',
})

/** The credential reports of all accounts. */
export const credentialReports = defineRecords<CredentialReportRecord, [account: string]>({
  keys: credentialReportKeys,
  at: ({ account }) => [account],
})
