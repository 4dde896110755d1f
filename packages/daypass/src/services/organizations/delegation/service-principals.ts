// delegation: which services of AWS are trusted in the organization, which accounts administer for the management account, and the resource policy with
// which it delegates. Owns the list of services that can be trusted. Refuses principals outside of the organization and actions that cannot be delegated.

import { invalidValue } from '../errors.js'

/** Services that work with Organizations (Organizations user guide, "AWS services that you can use with AWS Organizations"; moto). */
const SERVICES: ReadonlySet<string> = new Set(
  `access-analyzer account.aws-artifact-account-sync aws-artifact-account-sync auditmanager backup cloudtrail compute-optimizer config config-multiaccountsetup
   controltower cost-optimization-hub.bcm detective devops-guru ds fms guardduty health iam inspector2 ipam license-manager
   license-manager.member-account license-management.marketplace macie malware-protection.guardduty member.org.stacksets.cloudformation
   networkmanager notifications observabilityadmin ram reachabilityanalyzer.networkinsights reporting.trustedadvisor resource-explorer-2
   resourcesearch.resource-explorer-2 securityhub securitylake servicecatalog servicequotas sso ssm ssm-quicksetup
   stacksets.cloudformation storage-lens.s3 storage.s3 tagpolicies.tag wellarchitected opsdatasync.ssm account artifact user-subscriptions
   cost-optimization-hub health-organization securityhubv2`
    .split(/\s+/)
    .map((name) => `${name}.amazonaws.com`),
)

/** Refuses what is not a service that works with Organizations. AWS does not say which it was (seen). */
export function requireTrustable(principal: string): void {
  if (!SERVICES.has(principal)) throw invalidValue('UNRECOGNIZED_SERVICE_PRINCIPAL', 'You specified an unrecognized service principal.')
}

/** The condition key of the service that the request is about. */
export const serviceKey = (principal: string | undefined) => ({ 'organizations:ServicePrincipal': principal })

/** A copy without this member. */
export const without = <T>(all: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(all).filter(([other]) => other !== name))
