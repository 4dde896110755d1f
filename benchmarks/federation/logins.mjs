// Owns: the measured logins: an issuer like that of GitHub's workflows with a key of each kind, an identity provider of SAML, and a role that trusts both.
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyDescriptor, samlMetadata } from '../../packages/daypass/dist/testing/identity-providers/saml-metadata.js'
import { keySetOf, tokenOf } from '../../packages/daypass/dist/testing/identity-providers/token-issuer.js'
import { call } from '../sts/parts/installation.mjs'
import { certificate, ENTITY_ID } from './assertion.mjs'

const HOST = 'token.actions.githubusercontent.com'
export const ISSUER = `https://${HOST}`
const AUDIENCE = 'sts.amazonaws.com'
const keys = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
}

/** The key set of the issuer as a file. @param {string} folder */
export function keysIn(folder) {
  const file = join(folder, 'keys.json')
  writeFileSync(file, keySetOf(keys))
  return file
}

/** Adds the two providers and the role `login`. @param {{ dataDir: string, account: string }} made @param {number} port */
export async function trustIn({ dataDir, account }, port) {
  const root = JSON.parse(readFileSync(join(dataDir, 'root-credentials.json'), 'utf8'))
  const iam = (Action, parameters) => call(root, { service: 'iam', port, parameters: { Action, ...parameters } })
  const oidc = await iam('CreateOpenIDConnectProvider', { Url: ISSUER, 'ClientIDList.member.1': AUDIENCE })
  const metadata = samlMetadata({ entityId: ENTITY_ID, keys: keyDescriptor([certificate]) })
  const saml = await iam('CreateSAMLProvider', { Name: 'Corp', SAMLMetadataDocument: metadata })
  const trust = [
    {
      ...{ Effect: 'Allow', Principal: { Federated: oidc('OpenIDConnectProviderArn') }, Action: 'sts:AssumeRoleWithWebIdentity' },
      Condition: { StringEquals: { [`${HOST}:aud`]: AUDIENCE }, StringLike: { [`${HOST}:sub`]: 'repo:acme/*' } },
    },
    {
      ...{ Effect: 'Allow', Principal: { Federated: saml('SAMLProviderArn') }, Action: 'sts:AssumeRoleWithSAML' },
      Condition: { StringEquals: { 'saml:aud': 'https://signin.aws.amazon.com/saml' } },
    },
  ]
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: trust })
  const role = await iam('CreateRole', { RoleName: 'login', AssumeRolePolicyDocument })
  return { role: role('Arn'), provider: saml('SAMLProviderArn'), account }
}

/** A token as a workflow gets it: 24 claims, about 1,500 characters. @param {'RS256' | 'ES256'} alg @param {number} index */
export function token(alg, index) {
  const now = Math.floor(Date.now() / 1000)
  const run = String(7_000_000_000 + index)
  const claims = {
    ...{ iss: ISSUER, aud: AUDIENCE, sub: `repo:acme/site-${index}:environment:production`, jti: `8f1e0f0a-${run}` },
    ...{ iat: now - 10, nbf: now - 310, exp: now + 900, ref: 'refs/heads/main', sha: '3f786850e387550fdab836ed7e6dc881de23001b' },
    ...{ repository: `acme/site-${index}`, repository_owner: 'acme', repository_owner_id: '65', repository_id: '74', run_id: run },
    ...{ repository_visibility: 'private', run_number: '10', run_attempt: '2', runner_environment: 'github-hosted', actor_id: '12' },
    ...{ actor: 'octocat', workflow: 'deploy', head_ref: '', base_ref: '', event_name: 'push', ref_type: 'branch' },
    ...{ environment: 'production', job_workflow_ref: 'acme/automation/.github/workflows/oidc.yml@refs/heads/main' },
  }
  return alg === 'RS256' ? tokenOf({ alg, kid: 'rsa', typ: 'JWT' }, claims, keys.rsa) : tokenOf({ alg, kid: 'p256' }, claims, keys.p256)
}
