// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import { CreateAccount } from './accounts/CreateAccount.js'
import { ListAccounts } from './accounts/ListAccounts.js'
import type { DaypassOperation } from './daypass.js'
import { ImportAccount } from './import/ImportAccount.js'
import { CreatePodIdentityAssociation } from './pod-identity/CreatePodIdentityAssociation.js'
import { DeletePodIdentityAssociation } from './pod-identity/DeletePodIdentityAssociation.js'
import { ListPodIdentityAssociations } from './pod-identity/ListPodIdentityAssociations.js'
import { RevokeSessions } from './sessions/RevokeSessions.js'
import { StartWorkload } from './workloads/StartWorkload.js'

/** Every operation of daypass that is served, by name. */
export const daypassOperations: readonly DaypassOperation[] = [
  CreateAccount,
  CreatePodIdentityAssociation,
  DeletePodIdentityAssociation,
  ImportAccount,
  ListAccounts,
  ListPodIdentityAssociations,
  RevokeSessions,
  StartWorkload,
]
