import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, keyVariables, scratchFolder, without } from '../clean-environment.js'
import { runProgram } from '../run-program.js'
import { ServerProcess } from '../server-process.js'
import { LoadedCli } from './loaded-cli.js'

describe.skipIf(without('awscli'))('the loaded AWS CLI', () => {
  const home = scratchFolder()
  let server: ServerProcess
  let environment: Readonly<Record<string, string>>
  let loaded: LoadedCli
  beforeAll(async () => {
    server = await ServerProcess.start()
    const config = join(home.path, 'config')
    writeFileSync(config, '[profile table]\noutput = table\n[profile broken]\ncredential_process = false\n')
    environment = cleanEnvironment({ ...keyVariables(server.rootKey()), HOME: home.path, AWS_CONFIG_FILE: config, AT: server.endpoint })
    loaded = await LoadedCli.start(environment)
  })
  afterAll(async () => {
    await server.close()
    await loaded.close()
    home.remove()
  })

  it.each([
    ['its version', 'aws --version', 0],
    ['an answer in JSON', 'aws sts get-caller-identity --endpoint-url $AT', 0],
    ['an answer in the format of the profile', 'AWS_PROFILE=table aws sts get-caller-identity --endpoint-url $AT', 0],
    ['a variable of the shell', 'AWS_ACCESS_KEY_ID=AKIAQAAAAAAAAAAAAAAA aws sts get-caller-identity --endpoint-url $AT', 254],
    ['a profile that cannot be used', 'unset AWS_ACCESS_KEY_ID; aws sts get-caller-identity --endpoint-url $AT --profile broken', 255],
    ['a service error', 'aws iam get-user --user-name none --endpoint-url $AT', 254],
    ['a usage error', 'aws iam get-user --nonsense', 252],
    ['a call without arguments', 'aws', 252],
    [
      'a file in the folder',
      'cd "$HOME" && echo \'{"UserName":"none"}\' > in.json && aws iam get-user --cli-input-json file://in.json --endpoint-url $AT',
      254,
    ],
    [
      'input and output',
      'echo hello | aws s3 cp - s3://none/key --endpoint-url $AT; aws iam list-policies --endpoint-url $AT | head -n 1',
      0,
    ],
  ])('behaves like the program: %s', async (_what, script, code) => {
    const came = await runProgram('/bin/sh', ['-c', script], environment)
    expect(came.code).toBe(code)
    expect(await runProgram('/bin/sh', ['-c', script], { ...environment, PATH: `${loaded.folder}:${environment.PATH}` })).toEqual(came)
  })
})
