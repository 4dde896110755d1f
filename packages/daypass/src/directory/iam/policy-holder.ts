/** The kinds of principal that can have attached and inline policies. */
export type PolicyHolderKind = 'user' | 'role'
