/**
 * tokens: tokens of one issuer and its key sets, good and bad, and what becomes of each. Owns only test data. Refuses nothing: what is to be refused is made
 * here. May know: everything but server and cli.
 */
import { createPublicKey } from 'node:crypto'
import { WireError } from '../../core/error.js'
import type { Reader } from '../../directory/state.js'
import { noKey } from '../../federation/oidc/token-problem.js'
import type { readKeySet, selectKey } from '../../federation/oidc/verification-keys.js'
import type { verifyToken } from '../../services/sts/federation/web-identity.js'
import { keySetOf } from '../identity-providers/token-issuer.js'
import { ACCOUNT, START, type World } from '../world.js'
import { ISSUER_KEYS } from './genuine-token.js'
import { KEY_SETS } from './key-sets.js'
import { LOGINS } from './logins.js'
import { BAD, GOOD } from './single-tokens.js'
import type { TokenCase } from './token-case.js'

/** The verification of tokens, or a copy of it. */
export interface Verification {
  readonly verifyToken: typeof verifyToken
  readonly readKeySet: typeof readKeySet
  readonly selectKey: typeof selectKey
}

const PUBLISHED = keySetOf(ISSUER_KEYS)
const CORPUS: readonly TokenCase[] = [
  ...GOOD.map(([what, token]) => ({ what, token, expected: 'accepted' })),
  ...BAD.map(([what, token, , expected]) => ({ what, token, expected })),
  ...LOGINS,
  ...KEY_SETS,
]

/** What becomes of the token of a case. */
async function outcomeOf({ token, keySet = PUBLISHED, key, everyClaim }: TokenCase, { verification, here }: At): Promise<string | object> {
  const { readKeySet: read, selectKey: select } = verification
  const chosen = (wanted: Parameters<typeof select>[1]) => {
    if (key !== undefined) return { kid: undefined, alg: undefined, kty: 'RSA' as const, crv: undefined, key: createPublicKey(key) }
    const found = select(read(keySet) ?? [], wanted)
    return typeof found === 'object' ? found : noKey(found)
  }
  const oidc = {
    keys: { find: async (_owner: object, wanted: Parameters<typeof select>[1]) => chosen(wanted) },
    loopbackHttp: false,
    everyClaimOf: new Set(everyClaim === true ? ['id.example/Realm'] : []),
  }
  const parts = { clock: { now: () => START }, oidc }
  const input = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/app`, RoleSessionName: 'ci', WebIdentityToken: token }
  try {
    const { login } = await here.read((state: Reader) => verification.verifyToken(input, { ...parts, state } as never))
    return login ?? 'no login'
  } catch (error) {
    return error instanceof WireError ? error.message : `a defect: ${error}`
  }
}

interface At {
  readonly verification: Verification
  /** A world with the provider of the issuer, and its client ids. */
  readonly here: Pick<World, 'read'>
}

/** The first case whose outcome is another one; undefined where all are right. `equal` compares logins. */
export async function firstWrong(at: At, equal: (login: object, expected: object) => boolean): Promise<string | undefined> {
  for (const one of CORPUS) {
    const outcome = await outcomeOf(one, at)
    const { expected } = one
    const isRight =
      typeof expected === 'object' || expected === 'accepted'
        ? typeof outcome === 'object' && (typeof expected === 'string' || equal(outcome, expected))
        : outcome === expected
    if (!isRight) return one.what
  }
  return undefined
}
