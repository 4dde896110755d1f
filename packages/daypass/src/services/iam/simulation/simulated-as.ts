import { callerOfArn, type SimulatedCaller, sessionOf, someoneOf } from '../../../access/simulation/simulated-caller.js'
import { parseIamArn } from '../../../core/arn.js'
import { invalidInput } from '../errors.js'
import type { PolicySource } from './policy-source.js'
import { invalid, type SimulationInput, simulationContext } from './simulation-input.js'

/**
 * Refuses a caller that cannot be simulated. AWS allows only users ("Invalid caller - Caller must be an IAM user in this context."); daypass also
 * allows roles and their sessions.
 */
export function checkCaller(input: SimulationInput, source?: string): void {
  const { CallerArn } = input
  if (CallerArn !== undefined && !isSessionOf(CallerArn, source)) namedCaller(CallerArn, input)
}

/** Refuses a resource policy without a caller that its principals could name: where only policies are given, or those of a group. */
export function requireCaller({ ResourcePolicy, CallerArn }: SimulationInput): void {
  if (ResourcePolicy !== undefined && CallerArn === undefined) throw invalid('CallerArn: must be given with a resource policy.')
}

/** The caller where only policies are given: by its ARN, or someone of the account. */
export function customCaller(input: SimulationInput, account: string): SimulatedCaller {
  return input.CallerArn === undefined ? someoneOf(account) : namedCaller(input.CallerArn, input)
}

/**
 * The caller with the policies of a source: the source itself, a session of it, or anyone else "as if he had" them (SimulatePrincipalPolicy,
 * CallerArn).
 */
export function principalCaller(input: SimulationInput, source: PolicySource): SimulatedCaller {
  const { CallerArn } = input
  if (CallerArn === undefined || CallerArn === source.arn) return source.callerAs()
  return isSessionOf(CallerArn, source.arn) ? source.callerAs(sessionOf(CallerArn)?.session) : namedCaller(CallerArn, input)
}

function isSessionOf(arn: string, source = ''): boolean {
  const session = sessionOf(arn)
  const role = parseIamArn(source, 'role')
  return session !== undefined && session.account === role?.account && session.role === role.name
}

function namedCaller(arn: string, input: SimulationInput): SimulatedCaller {
  const role = simulationContext(input).get('aws:principalarn')
  const caller = callerOfArn(arn, typeof role === 'string' ? role : undefined)
  if (caller !== undefined) return caller
  const unknown = 'Caller must be an IAM user, a role or a session of a role in this context.'
  const pathless = "The ARN of a session leaves out the path of its role. Give the role's ARN as aws:PrincipalArn."
  throw invalidInput(`Invalid caller - ${sessionOf(arn) === undefined ? unknown : pathless}`)
}
