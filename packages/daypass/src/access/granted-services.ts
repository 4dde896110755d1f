import { parsePolicy } from '@daypass/policy'

/** Whether a policy allows anything of the service with this prefix, in lower case. */
export type Grants = (service: string) => boolean

/**
 * Which services an identity-based policy allows anything of, by the services that its actions name. A Deny, resources and conditions are not looked at. A
 * document that does not parse allows nothing.
 */
export function grantedServices(text: string): Grants {
  const parsed = parsePolicy(text, 'identity')
  if (!parsed.ok) return () => false
  const allowed = parsed.policy.statements.flatMap(({ effect, action }) => (effect === 'Allow' ? [grantsOf(action)] : []))
  return (service) => allowed.some((grants) => grants(service))
}

/** `Action` names services, or `*`; `NotAction` leaves out those of which it names every action. */
function grantsOf({ negated, patterns }: { readonly negated: boolean; readonly patterns: readonly string[] }): Grants {
  const parts = patterns.map((pattern) => /^([^:]*):?(.*)$/s.exec(pattern.toLowerCase()))
  const named = parts.filter((part) => !negated || /^\**$/.test(part?.[2] ?? '')).map((part) => part?.[1] ?? '')
  const services = new Set(named)
  const names: Grants = (service) => services.has('*') || services.has(service)
  return negated ? (service) => !names(service) : names
}
