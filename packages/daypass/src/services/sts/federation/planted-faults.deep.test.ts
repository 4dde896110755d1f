// Faults are planted in copies of the verification of tokens, one at a time; the corpus has to notice each.
import crypto from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import * as arn from '../../../core/arn.js'
import * as provider from '../../../directory/iam/identity-providers/oidc-provider.js'
import * as keys from '../../../federation/oidc/verification-keys.js'
import { FaultyCopies } from '../../../testing/planted-faults/faulty-copies.js'
import { FAULTS } from '../../../testing/tokens/planted-faults.js'
import { firstWrong, type Verification } from '../../../testing/tokens/whole-corpus.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import * as error from '../error.js'
import { verifyToken } from './web-identity.js'

const FOLDER = 'federation/oidc'
const OWN = 'services/sts/federation/web-identity.ts'
const copies = new FaultyCopies(ts, {
  ...{ folder: FOLDER, more: [OWN] },
  outside: {
    'node:crypto': crypto,
    'core/arn.ts': arn,
    'directory/iam/identity-providers/oidc-provider.ts': provider,
    'services/sts/error.ts': error,
  },
})
const verificationIn = (copy: (path: string) => object) => ({ ...copy(OWN), ...copy(`${FOLDER}/verification-keys.ts`) }) as Verification

let here: World
const wrongWith = (verification: Verification) => firstWrong({ verification, here }, isDeepStrictEqual)

beforeAll(async () => {
  here = await world()
  await here.change((writer) => {
    const base = { account: ACCOUNT, createdAt: 0, tags: {}, clientIds: ['app', 'web'], thumbprints: [] }
    for (const name of ['id.example/Realm', 'aws']) provider.oidcProviders.put(writer, { ...base, name })
    provider.oidcProviders.put(writer, { ...base, name: '127.0.0.1:80', http: true })
  })
})

describe('the corpus of tokens', () => {
  it('is right about the verification as it is, and about a copy of it', async () => {
    expect(await wrongWith({ verifyToken, ...keys })).toBeUndefined()
    expect(await wrongWith(verificationIn(copies.copy()))).toBeUndefined()
  })

  it('notices every planted fault', async () => {
    const faults = FAULTS.map(([file, right, wrong]) => [file === 'web-identity' ? OWN : `${FOLDER}/${file}.ts`, right, wrong] as const)
    expect(await copies.survivors(faults, async (copy) => (await wrongWith(verificationIn(copy))) !== undefined)).toEqual([])
    expect(FAULTS.length).toBeGreaterThanOrEqual(50)
  })
})
