import { type OidcProviderRecord, oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { operation } from '../iam.js'
import { checkOidcArn, oidcPermission } from './oidc-provider.js'

/** The inputs of the operations that change a provider. */
interface Inputs {
  readonly AddClientIDToOpenIDConnectProvider: { readonly ClientID: string }
  readonly RemoveClientIDFromOpenIDConnectProvider: { readonly ClientID: string }
  readonly UpdateOpenIDConnectProviderThumbprint: { readonly ThumbprintList: readonly string[] }
}

/** What an operation changes of a provider. */
export interface ProviderChange<Input> {
  readonly summary: string
  /** Refuses an invalid input. */
  readonly check?: (input: Input) => void
  readonly change: (provider: OidcProviderRecord, input: Input) => Partial<OidcProviderRecord>
}

/** An operation that changes one provider. */
export function changeOperation<Name extends keyof Inputs>(name: Name, { summary, check, change }: ProviderChange<Inputs[Name]>) {
  const action = `iam:${name}`
  return operation(name, {
    summary,
    actions: [action],
    check(input) {
      checkOidcArn(input.OpenIDConnectProviderArn)
      check?.(input as Inputs[Name])
    },
    authorize: (input, { account }, { state }) => [oidcPermission(action, { account, name: input.OpenIDConnectProviderArn, state })],
    handle(input, { account }, { state }) {
      const provider = oidcProviders.require(state, account, input.OpenIDConnectProviderArn)
      oidcProviders.put(state, { ...provider, ...change(provider, input as Inputs[Name]) })
    },
  })
}
