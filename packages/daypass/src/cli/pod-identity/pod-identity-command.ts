// pod-identity: EKS Pod Identity on the command line: which service accounts get which roles, and the agent that pods ask.
// It owns the agent's answers. Which pod a token is of, and what its role is, the server says.
import { once } from 'node:events'
import { Command } from 'commander'
import { callService } from '../calls/call-service.js'
import { print } from '../output/print.js'
import { callerTarget } from '../run/caller-target.js'
import { UsageError } from '../usage-error.js'
import { listenOnLoopback } from '../workload/loopback-listener.js'
import { AGENT_PATH, agentAnswer } from './agent-answer.js'
import { podCredentials } from './pod-credentials.js'

/** `daypass pod-identity`. */
export const podIdentityCommand = (): Command =>
  new Command('pod-identity')
    .description('roles for the pods of Kubernetes clusters, as EKS Pod Identity gives them')
    .addCommand(associateCommand())
    .addCommand(listCommand())
    .addCommand(removeCommand())
    .addCommand(agentCommand())

const associateCommand = (): Command =>
  new Command('associate')
    .description('give the pods of a service account a role; it is passed to pods.eks.amazonaws.com, which its trust policy must name')
    .requiredOption('--cluster <name>', 'name of the cluster')
    .requiredOption('--issuer <url>', "issuer of the cluster's service account tokens, as their iss has it")
    .requiredOption('--namespace <name>', 'namespace of the service account')
    .requiredOption('--service-account <name>', 'name of the service account')
    .requiredOption('--role <arn>', 'ARN of the role')
    .option('--json', 'print JSON')
    .allowExcessArguments(false)
    .action(associate)

interface AssociateFlags {
  readonly cluster: string
  readonly issuer: string
  readonly namespace: string
  readonly serviceAccount: string
  readonly role: string
  readonly json?: true
}

async function associate({ cluster, issuer, namespace, serviceAccount, role, json }: AssociateFlags): Promise<void> {
  const asked = { ClusterName: cluster, Issuer: issuer, Namespace: namespace, ServiceAccount: serviceAccount, RoleArn: role }
  const { Association } = await callService('CreatePodIdentityAssociation', asked)
  const association = shown(Association)
  if (json) return print(association, 2)
  print(`${association.id}  pods of ${namespace}/${serviceAccount} in the cluster ${cluster} get the role ${role}`)
}

const listCommand = (): Command =>
  new Command('list')
    .description('list the associations of a cluster')
    .requiredOption('--cluster <name>', 'name of the cluster')
    .option('--json', 'print JSON')
    .allowExcessArguments(false)
    .action(async ({ cluster, json }: { cluster: string; json?: true }) => {
      const { Associations } = await callService('ListPodIdentityAssociations', { ClusterName: cluster })
      if (!Array.isArray(Associations)) throw notDaypass()
      const all = Associations.map(shown)
      if (json) return print(all, 2)
      for (const { id, namespace, serviceAccount, role } of all) print(`${id}  ${namespace}/${serviceAccount}  ${role}`)
    })

const removeCommand = (): Command =>
  new Command('remove')
    .description('end an association: its pods get no new credentials')
    .requiredOption('--cluster <name>', 'name of the cluster')
    .requiredOption('--id <id>', 'id of the association')
    .allowExcessArguments(false)
    .action(async ({ cluster, id }: { cluster: string; id: string }) => {
      await callService('DeletePodIdentityAssociation', { ClusterName: cluster, AssociationId: id })
      print(`removed: ${id}`)
    })

const agentCommand = (): Command =>
  new Command('agent')
    .description(
      'answer pods at an address on loopback, as the Pod Identity agent of a node does, until SIGINT or SIGTERM. Its key may call eks-auth:AssumeRoleForPodIdentity; a pod proves itself with its own token.',
    )
    .requiredOption('--cluster <name>', 'name of the cluster')
    .option('--port <number>', 'port on 127.0.0.1; a free one if left out')
    .option('--source-profile <name>', 'profile whose keys call the server; the keys of the environment if left out')
    .allowExcessArguments(false)
    .action(agent)

async function agent({ cluster, port, sourceProfile }: { cluster: string; port?: string; sourceProfile?: string }): Promise<void> {
  const target = callerTarget(sourceProfile, process.env)
  const { host, close } = await listenOnLoopback(
    (request, at) => agentAnswer(request, at, (token) => podCredentials({ cluster, token }, target)),
    { port: portOf(port), anyUser: true },
  )
  print(`AWS_CONTAINER_CREDENTIALS_FULL_URI=http://${host}${AGENT_PATH}`)
  try {
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  } finally {
    close()
  }
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? 0)
  if (!/^\d{1,5}$/.test(text ?? '0') || port > 65_535) throw new UsageError(`--port must be a number from 0 to 65535, not ${text}.`)
  return port
}

function shown(association: unknown) {
  const {
    AssociationId: id,
    Namespace: namespace,
    ServiceAccount: serviceAccount,
    RoleArn: role,
    Issuer: issuer,
  } = (association ?? {}) as Record<string, unknown>
  if (typeof id !== 'string' || typeof namespace !== 'string' || typeof serviceAccount !== 'string' || typeof role !== 'string')
    throw notDaypass()
  return { id, namespace, serviceAccount, role, issuer }
}

const notDaypass = () => new UsageError('The server at AWS_ENDPOINT_URL did not answer with an association. Is it a daypass server?')
