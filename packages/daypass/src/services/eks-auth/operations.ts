// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import { AssumeRoleForPodIdentity } from './AssumeRoleForPodIdentity.js'
import type { EksAuthOperation } from './eks-auth.js'

/** Every operation of eks-auth that is served, by name. */
export const eksAuthOperations: readonly EksAuthOperation[] = [AssumeRoleForPodIdentity]
