type Claims = Readonly<Record<string, unknown>>

/**
 * Claims as the tokens of well-known issuers have them, by name (documentation of GitHub, GitLab, Kubernetes and Amazon Cognito, as of 2026). What follows from
 * other claims, follows from those that were asked for: the subject of a GitHub job from its repository.
 */
export const TOKEN_PRESETS: Readonly<Record<string, (asked: Claims) => Claims>> = {
  github: (asked) => gitHub(asked, ({ repository }) => String(repository)),
  // Since 2026 new repositories have the ids of owner and repository in their subjects: a name that is given away is another subject.
  'github-immutable': (asked) =>
    gitHub(asked, ({ repository, repository_owner_id, repository_id }) => {
      const [owner = '', name = ''] = String(repository).split('/')
      return `${owner}@${repository_owner_id}/${name}@${repository_id}`
    }),
  gitlab(asked) {
    const { project_path, ref_type, ref } = { project_path: 'acme/app', ref_type: 'branch', ref: 'main', ...asked }
    return {
      ...{ iss: 'https://gitlab.com', aud: 'https://gitlab.com', sub: `project_path:${project_path}:ref_type:${ref_type}:ref:${ref}` },
      ...{ namespace_id: '72', project_id: '20', project_path, pipeline_source: 'push', ref, ref_type, ref_protected: 'true' },
      ...{
        runner_environment: 'gitlab-hosted',
        user_id: '1',
        user_login: 'ann',
        user_email: 'ann@example.com',
        user_access_level: 'developer',
      },
    }
  },
  kubernetes(asked) {
    const { namespace, serviceaccount, pod } = { namespace: 'default', serviceaccount: 'app', pod: 'app-0', ...asked }
    return {
      ...{ iss: 'https://kubernetes.default.svc.cluster.local', aud: ['sts.amazonaws.com'] },
      sub: `system:serviceaccount:${namespace}:${serviceaccount}`,
      'kubernetes.io': {
        namespace,
        serviceaccount: { name: serviceaccount, uid: '27a1e1a4-3a8c-4a0e-9d0f-5a1f8c6b7d10' },
        pod: { name: pod, uid: '7c9b2f0e-52a6-4b61-9a55-0d1c6f3f2b48' },
      },
    }
  },
  cognito: () => ({
    ...{ iss: 'https://cognito-identity.amazonaws.com', aud: 'us-east-1:0a1b2c3d-0000-4000-8000-000000000001' },
    ...{ sub: 'us-east-1:0a1b2c3d-0000-4000-8000-000000000002', amr: ['authenticated'] },
  }),
}

function gitHub(asked: Claims, subjectOf: (claims: Claims) => string): Claims {
  const claims: Claims = {
    ...{ iss: 'https://token.actions.githubusercontent.com', aud: 'sts.amazonaws.com', repository: 'acme/app', ref: 'refs/heads/main' },
    ...{ repository_id: '456789', repository_owner_id: '123456', actor: 'octocat', actor_id: '1', workflow: 'ci', ...asked },
  }
  const { repository, ref, environment } = claims
  return {
    ...claims,
    sub: `repo:${subjectOf(claims)}:${environment === undefined ? `ref:${ref}` : `environment:${environment}`}`,
    job_workflow_ref: `${repository}/.github/workflows/ci.yml@${ref}`,
  }
}
