#!/usr/bin/env node
try {
  await import('../dist/cli/main.js')
} catch (error) {
  process.stderr.write(`daypass cannot be loaded: ${error.message}\nIn a clone, build it: npm ci && npm run build\n`)
  // For `eval "$(daypass env)"`: nothing at all would be evaluated with success. As cli/env/failure.ts writes it, as far as it goes without it.
  const names = 'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_DEFAULT_PROFILE'
  const away = `test '\\\\' = \\\\ && set -eg ${names}; test '\\\\' = \\\\ || unset ${names}`
  process.stdout.write(`${away}; export AWS_ENDPOINT_URL=http://daypass-failed.invalid; false\n`)
  process.exitCode = 1
}
