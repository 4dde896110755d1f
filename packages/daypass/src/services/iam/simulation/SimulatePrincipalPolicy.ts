import { DOCUMENTS_FORM, operation } from '../iam.js'
import { checkSource, requireSource, sourcePermission } from './policy-source.js'
import { trustQuestions } from './resource-policies.js'
import { runSimulation } from './run-simulation.js'
import { checkCaller, principalCaller } from './simulated-as.js'
import { checkInput } from './simulation-input.js'

/** Evaluates the policies of a user or role, together with those in the request (IAM API reference, SimulatePrincipalPolicy). */
export const SimulatePrincipalPolicy = operation('SimulatePrincipalPolicy', {
  summary: 'Decides actions by the policies of a user or role, without doing them.',
  actions: ['iam:GetRole', 'iam:SimulatePrincipalPolicy'],
  maxBody: DOCUMENTS_FORM,
  check(input, caller) {
    checkSource(input.PolicySourceArn, caller)
    checkInput(input)
    checkCaller(input, input.PolicySourceArn)
  },
  authorize: (input, caller, { state }) => [
    sourcePermission('iam:SimulatePrincipalPolicy', input.PolicySourceArn, state),
    ...trustQuestions(input, caller, state),
  ],
  handle(input, { account }, deps) {
    const source = requireSource(input.PolicySourceArn, deps)
    const caller = principalCaller(input, source)
    return runSimulation(input, { operation: 'SimulatePrincipalPolicy', account, stored: source.documents, caller }, deps)
  },
})
