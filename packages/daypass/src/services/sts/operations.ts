import type { Operation } from '../../core/operation.js'
import { AssumeRole } from './AssumeRole.js'
import { GetCallerIdentity } from './GetCallerIdentity.js'
import { GetSessionToken } from './GetSessionToken.js'
import { GetWebIdentityToken } from './GetWebIdentityToken.js'

/** Every operation of STS that daypass speaks. */
export const stsOperations: readonly Operation[] = [AssumeRole, GetCallerIdentity, GetSessionToken, GetWebIdentityToken]
