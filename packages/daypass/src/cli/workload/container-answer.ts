import { expiryText } from '../run/temporary-credentials.js'
import { isSecret, type LoopbackAnswer, type LoopbackRequest, problem, strangerAnswer, valuesOf } from './loopback-request.js'
import { type Renewed, refusalAnswer } from './renewed.js'

/** Where container credentials are, and who gets them. */
export interface ContainerAddress {
  /** `127.0.0.1:PORT` */
  readonly host: string
  /** `/v2/credentials/ID`, as the agent of ECS has it. */
  readonly path: string
  /** What the header `Authorization` must be: of this workload and no other. */
  readonly authorization: string
}

/** Answers as the agents of ECS and EKS do (AWS SDKs and Tools reference guide, "Container credential provider"). `renewed` asks the server again. */
export async function containerAnswer(
  request: LoopbackRequest,
  { host, path, authorization }: ContainerAddress,
  renewed: () => Promise<Renewed>,
): Promise<LoopbackAnswer> {
  const stranger = strangerAnswer(request, host)
  if (stranger !== undefined) return stranger
  if (!isSecret(valuesOf(request, 'authorization'), authorization))
    return problem(401, 'Unauthorized', 'The authorization token is not the one of this workload.')
  if (request.method !== 'GET') return problem(405, 'MethodNotAllowed', 'Only GET is answered.')
  if (request.path !== path) return problem(404, 'NotFound', 'There are no credentials at this path.')
  try {
    const { credentials, roleArn, account } = await renewed()
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token } = credentials
    const body = { AccessKeyId, SecretAccessKey, Token, Expiration: expiryText(credentials), RoleArn: roleArn, AccountId: account }
    return { status: 200, body: JSON.stringify(body) }
  } catch (error) {
    return refusalAnswer(error)
  }
}
