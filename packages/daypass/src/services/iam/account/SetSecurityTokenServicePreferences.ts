import { changeAccountSettings } from '../../../directory/account/account-settings.js'
import { operation } from '../iam.js'

/** Sets the version of the tokens that the global endpoint of STS issues for the account (IAM API reference). Issued tokens keep theirs. */
export const SetSecurityTokenServicePreferences = operation('SetSecurityTokenServicePreferences', {
  summary: 'Sets the version of tokens that the global endpoint of STS issues.',
  actions: ['iam:SetSecurityTokenServicePreferences'],
  authorize: () => [{ action: 'iam:SetSecurityTokenServicePreferences', resource: '*' }],
  handle({ GlobalEndpointTokenVersion }, caller, { state }) {
    changeAccountSettings(state, caller.account, { globalTokenVersion: GlobalEndpointTokenVersion === 'v1Token' ? 1 : 2 })
  },
})
