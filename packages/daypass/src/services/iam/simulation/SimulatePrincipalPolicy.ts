import { parseIamArn } from '../../../core/arn.js'
import { DOCUMENTS_FORM, operation } from '../iam.js'
import { checkSource, requireSource, sourcePermission } from './policy-source.js'
import { trustQuestions } from './resource-policies.js'
import { runSimulation } from './run-simulation.js'
import { checkCaller, principalCaller, requireCaller } from './simulated-as.js'
import { checkInput } from './simulation-input.js'

/** What the policies of a user, group or role would say, with any that are given in addition (IAM API reference, SimulatePrincipalPolicy). */
export const SimulatePrincipalPolicy = operation('SimulatePrincipalPolicy', {
  summary: 'Decides actions by the policies of a user, group or role, without doing them.',
  actions: ['iam:GetRole', 'iam:SimulatePrincipalPolicy'],
  maxBody: DOCUMENTS_FORM,
  check(input, caller) {
    checkSource(input.PolicySourceArn, caller)
    checkInput(input)
    checkCaller(input, input.PolicySourceArn)
    if (parseIamArn(input.PolicySourceArn, 'group') !== undefined) requireCaller(input)
  },
  authorize: (input, caller, { state }) => [
    sourcePermission('iam:SimulatePrincipalPolicy', input.PolicySourceArn, state),
    ...trustQuestions(input, caller, state),
  ],
  handle(input, { account }, deps) {
    const source = requireSource(input.PolicySourceArn, deps)
    const caller = principalCaller(input, source)
    const { documents: stored, boundary } = source
    return runSimulation(input, { operation: 'SimulatePrincipalPolicy', account, stored, boundary, caller }, deps)
  },
})
