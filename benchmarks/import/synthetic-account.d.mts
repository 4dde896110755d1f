/** The account of all entities. */
export declare const ACCOUNT: string

type Entity = Readonly<Record<string, unknown>>

/** An account as get-account-authorization-details shows it, with policy documents as objects. */
export declare const syntheticAccount: (sizes: {
  readonly roles: number
  readonly policies: number
  readonly users: number
  readonly usedAt: string
}) => {
  readonly UserDetailList: readonly Entity[]
  readonly GroupDetailList: readonly Entity[]
  readonly RoleDetailList: readonly Entity[]
  readonly Policies: readonly Entity[]
}
