// run: commands with credentials of their own: for people (exec, credential-process), and what running a program for somebody takes.
// It owns which variables such a program sees, what is passed on between it and the shell, and who calls the server. It listens nowhere.
import { environmentTarget, type Target } from '../calls/target.js'
import { profileNamed } from '../profiles/profile-files.js'
import { UsageError } from '../usage-error.js'

/** Who calls the server: a profile of the user's files if one is named, otherwise the key in the environment. */
export function callerTarget(sourceProfile: string | undefined, environment: NodeJS.ProcessEnv): Target {
  if (sourceProfile === undefined) return environmentTarget(environment)
  const profile = profileNamed(sourceProfile, environment)
  const [accessKeyId, secretAccessKey] = [profile.get('aws_access_key_id'), profile.get('aws_secret_access_key')]
  if (!accessKeyId || !secretAccessKey)
    throw new UsageError(
      `The profile ${sourceProfile} has no aws_access_key_id and aws_secret_access_key. Name one that has, or set them in the environment.`,
    )
  return environmentTarget({
    AWS_ENDPOINT_URL: profile.get('endpoint_url') ?? environment.AWS_ENDPOINT_URL,
    AWS_REGION: profile.get('region') ?? environment.AWS_REGION,
    ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    AWS_SESSION_TOKEN: profile.get('aws_session_token'),
  })
}
