// workloads: programs outside of the installation that act for a service: a function, a task, a build. Owns which services there are, how each names its
// sessions, and what it vouches for. Leaves running the program to whoever asked.
import { type Ids, newUuid } from '../../../core/ids.js'
import type { StartWorkloadRequest } from '../../../wire/generated/daypass.js'

/** Where a workload is: its account, 12 digits, its region, and the name of its function, cluster, project or pipeline. */
export interface WorkloadPlace {
  readonly account: string
  readonly region: string
  readonly name: string
}

/** How a service assumes a role for one of its workloads, and hands the credentials over. */
export interface WorkloadService {
  /** As trust policies name it. */
  readonly principal: string
  /** `container` and `metadata`: an address that the program asks again; `environment`: variables, once. */
  readonly delivery: 'container' | 'environment' | 'metadata'
  /** How long its credentials last where the request does not say, in seconds; an hour if absent. */
  readonly seconds?: number
  /** A new id: of a task, a build, an execution, an instance. */
  readonly newId: (ids: Ids) => string
  /** The ARN that permissions are about. An id that the service has yet to choose is `*`, as for RunInstances (Service Authorization Reference, Amazon EC2). */
  readonly resource: (place: WorkloadPlace) => string
  /** What the service sends as `aws:SourceArn` when it assumes the role (IAM user guide, "The confused deputy problem", and the page of each service about it). */
  readonly source: (place: WorkloadPlace, id: string) => string
  readonly sessionName: (place: WorkloadPlace, id: string) => string
  /** Condition keys that the session has in every later request (Service Authorization Reference, of the service). */
  readonly kept?: (place: WorkloadPlace, id: string) => Readonly<Record<string, string>>
}

const arn = (service: string, { account, region }: WorkloadPlace, rest: string): string => `arn:aws:${service}:${region}:${account}:${rest}`
const functionArn = (place: WorkloadPlace): string => arn('lambda', place, `function:${place.name}`)
const projectArn = (place: WorkloadPlace): string => arn('codebuild', place, `project/${place.name}`)
const pipelineArn = (place: WorkloadPlace): string => arn('codepipeline', place, place.name)
const taskArn = (place: WorkloadPlace, id: string): string => arn('ecs', place, `task/${place.name}/${id}`)
const instanceArn = (place: WorkloadPlace, id: string): string => arn('ec2', place, `instance/${id}`)

const hexadecimal = (ids: Ids, digits: number): string => Buffer.from(ids.bytes(16)).toString('hex').slice(0, digits)

/** All of them: a request for any other is rejected by the model. */
export const WORKLOAD_SERVICES: Readonly<Record<StartWorkloadRequest['Service'], WorkloadService>> = {
  codebuild: {
    ...{ principal: 'codebuild.amazonaws.com', delivery: 'container', newId: newUuid },
    ...{ resource: projectArn, source: projectArn },
    sessionName: (_place, id) => `AWSCodeBuild-${id}`,
  },
  codepipeline: {
    ...{ principal: 'codepipeline.amazonaws.com', delivery: 'environment', newId: newUuid },
    ...{ resource: pipelineArn, source: pipelineArn },
    sessionName: (_place, id) => id,
  },
  ec2: {
    ...{ principal: 'ec2.amazonaws.com', delivery: 'metadata', seconds: 21_600, newId: (ids) => `i-${hexadecimal(ids, 17)}` },
    ...{ resource: (place) => instanceArn(place, '*'), source: instanceArn },
    sessionName: (_place, id) => id,
    // Version 2 of the metadata service is the only one that a workload has.
    kept: (place, id) => ({ 'ec2:SourceInstanceARN': instanceArn(place, id), 'ec2:RoleDelivery': '2.0' }),
  },
  'ecs-tasks': {
    ...{ principal: 'ecs-tasks.amazonaws.com', delivery: 'container', newId: (ids) => hexadecimal(ids, 32) },
    ...{ resource: (place) => taskArn(place, '*'), source: taskArn },
    sessionName: (_place, id) => id,
  },
  lambda: {
    ...{ principal: 'lambda.amazonaws.com', delivery: 'environment', newId: newUuid },
    ...{ resource: functionArn, source: functionArn },
    sessionName: ({ name }) => name,
    kept: (place) => ({ 'lambda:SourceFunctionArn': functionArn(place) }),
  },
}
