/** What policies are attached to and written into. */
export type PolicyHolderKind = 'user' | 'role'
