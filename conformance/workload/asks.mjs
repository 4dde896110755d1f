// The same as asks.py, but its clock is not moved, with the SDK for JavaScript.
import { createInterface } from 'node:readline'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

const sts = new STSClient({})
for await (const _line of createInterface({ input: process.stdin })) {
  try {
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}))
    console.log((await sts.config.credentials()).accessKeyId, Arn)
  } catch (error) {
    console.log(error.name, error.message)
  }
}
