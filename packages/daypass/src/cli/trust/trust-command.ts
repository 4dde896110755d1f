import { Command } from 'commander'
import { type Client, clientOf, type Json } from '../../apply/calls/client.js'
import { parseIamArn, providerArn } from '../../core/arn.js'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { builtInHost } from '../../federation/oidc/built-in-issuers.js'
import { noProvider } from '../../federation/oidc/token-problem.js'
import { readSmallFile } from '../../store/small-file.js'
import { toldPlainly } from '../apply/apply-command.js'
import { callerOf } from '../apply/caller.js'
import { print } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { issuerOfToken, type TrustReport, trustReport } from './trust-report.js'

interface TestFlags {
  readonly token: string
  readonly role: string
  readonly everyClaim?: true
}

/** `daypass trust`: what a role lets in. */
export const trustCommand = (): Command =>
  new Command('trust')
    .description('what a role lets in')
    .addCommand(
      new Command('test')
        .description(
          'say whether a role lets a token of an OpenID Connect provider in, and if not, which condition is in the way. Signs with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. The signature of the token is not verified, and the token not printed.',
        )
        .requiredOption('--token <file>', 'file with the token')
        .requiredOption('--role <arn>', 'ARN of the role')
        .option('--every-claim', 'as a server with --oidc-every-claim for this issuer: every claim is a condition key')
        .allowExcessArguments(false)
        .action(test),
    )

async function test({ token: file, role, everyClaim }: TestFlags): Promise<void> {
  const { isLetIn, lines } = await toldPlainly('', () => report(tokenIn(file), role, everyClaim === true))
  print(lines.map(escapeUnprintable).join('\n'))
  if (!isLetIn) process.exitCode = 1
}

function tokenIn(file: string): string {
  try {
    return readSmallFile(file).trim()
  } catch (error) {
    throw new UsageError(`--token ${file} cannot be read: ${(error as Error).message}.`)
  }
}

async function report(token: string, roleArn: string, everyClaim: boolean): Promise<TrustReport> {
  const role = parseIamArn(roleArn, 'role')
  if (role === undefined) throw new UsageError(`--role ${roleArn} must be the ARN of a role.`)
  const issuer = issuerOfToken(token)
  if (typeof issuer !== 'string') return issuer
  const { transport, key } = callerOf(process.env)
  const client = clientOf(transport, key)
  const trust = await trustOf(client, role.name, roleArn)
  const name = issuer.replace(/^https?:\/\//, '')
  const arn = providerArn(role.account, 'oidc-provider', name)
  const clientIds = await clientIdsOf(client, arn)
  const known = builtInHost(issuer)
  if (clientIds === undefined && known === undefined) {
    const { code, message, explanation } = noProvider(issuer)
    return { isLetIn: false, lines: [`refused: ${code} ${message}`, `  ${explanation}`] }
  }
  const provider =
    clientIds === undefined ? { provider: known ?? '', name: known ?? '', clientIds: 'any' as const } : { provider: arn, name, clientIds }
  return trustReport(token, { roleArn, trust, ...provider, everyClaim, now: transport.now() })
}

async function trustOf(client: Client, RoleName: string, arn: string): Promise<string> {
  const { Role } = await client.iam('GetRole', { RoleName })
  const { Arn, AssumeRolePolicyDocument } = (Role ?? {}) as Json
  if (Arn !== arn) throw new UsageError(`The role ${RoleName} of the caller's account has the ARN ${String(Arn)}, not ${arn}.`)
  return decodeURIComponent(String(AssumeRolePolicyDocument))
}

async function clientIdsOf(client: Client, OpenIDConnectProviderArn: string): Promise<string[] | undefined> {
  try {
    const { ClientIDList } = await client.iam('GetOpenIDConnectProvider', { OpenIDConnectProviderArn })
    return Array.isArray(ClientIDList) ? ClientIDList.map(String) : []
  } catch (error) {
    if ((error as { code?: unknown }).code === 'NoSuchEntity') return undefined
    throw error
  }
}
