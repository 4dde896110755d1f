import { IAMClient } from '@aws-sdk/client-iam'
import { S3Client } from '@aws-sdk/client-s3'
import { STSClient } from '@aws-sdk/client-sts'
import type { Key } from '../clean-environment.js'
import type { ServerProcess } from '../server-process.js'

/** The clients of one caller. */
export interface Clients {
  readonly sts: STSClient
  readonly iam: IAMClient
  readonly s3: S3Client
}

/** Clients of the AWS SDK for JavaScript; no part of their configuration comes from the machine. */
export function clientsOf(server: ServerProcess, key: Key, maxAttempts = 1): Clients {
  const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: key, maxAttempts }
  return { sts: new STSClient(settings), iam: new IAMClient(settings), s3: new S3Client({ ...settings, forcePathStyle: true }) }
}

/** The error of a call: name, message and status. */
export async function refusalOf(call: Promise<unknown>): Promise<readonly [name: string, message: string, status: number | undefined]> {
  try {
    await call
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } }
    return [name, message, $metadata?.httpStatusCode]
  }
  throw new Error('the call succeeded')
}
