// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import { AssumeRole } from './AssumeRole.js'
import { AssumeRoleWithSAML } from './AssumeRoleWithSAML.js'
import { AssumeRoleWithWebIdentity } from './AssumeRoleWithWebIdentity.js'
import { AssumeRoot } from './AssumeRoot.js'
import { DecodeAuthorizationMessage } from './DecodeAuthorizationMessage.js'
import { GetAccessKeyInfo } from './GetAccessKeyInfo.js'
import { GetCallerIdentity } from './GetCallerIdentity.js'
import { GetDelegatedAccessToken } from './GetDelegatedAccessToken.js'
import { GetFederationToken } from './GetFederationToken.js'
import { GetSessionToken } from './GetSessionToken.js'
import { GetWebIdentityToken } from './GetWebIdentityToken.js'
import type { StsOperation } from './sts.js'

/** Every operation of sts that is served, by name. */
export const stsOperations: readonly StsOperation[] = [
  AssumeRole,
  AssumeRoleWithSAML,
  AssumeRoleWithWebIdentity,
  AssumeRoot,
  DecodeAuthorizationMessage,
  GetAccessKeyInfo,
  GetCallerIdentity,
  GetDelegatedAccessToken,
  GetFederationToken,
  GetSessionToken,
  GetWebIdentityToken,
]
