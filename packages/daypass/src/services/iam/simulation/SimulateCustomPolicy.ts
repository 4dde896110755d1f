import { DOCUMENTS_FORM, operation } from '../iam.js'
import { trustQuestions } from './resource-policies.js'
import { runSimulation } from './run-simulation.js'
import { checkCaller, customCaller, requireCaller } from './simulated-as.js'
import { checkInput } from './simulation-input.js'

/** Evaluates the policies in the request (IAM API reference, SimulateCustomPolicy). */
export const SimulateCustomPolicy = operation('SimulateCustomPolicy', {
  summary: 'Decides actions by given policies, without doing them.',
  actions: ['iam:GetRole', 'iam:SimulateCustomPolicy'],
  maxBody: DOCUMENTS_FORM,
  check(input) {
    checkInput(input)
    checkCaller(input)
    requireCaller(input)
  },
  authorize: (input, caller, { state }) => [{ action: 'iam:SimulateCustomPolicy', resource: '*' }, ...trustQuestions(input, caller, state)],
  handle(input, { account }, deps) {
    const caller = customCaller(input, account)
    return runSimulation(input, { operation: 'SimulateCustomPolicy', account, stored: [], caller }, deps)
  },
})
