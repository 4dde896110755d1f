#!/usr/bin/env node
try {
  await import('../dist/cli/main.js')
} catch (error) {
  process.stderr.write(`daypass cannot be loaded: ${error.message}\nIn a clone, build it: npm ci && npm run build\n`)
  // For `eval "$(daypass env)"`: nothing at all would be evaluated with success.
  process.stdout.write('export AWS_ENDPOINT_URL=http://daypass-failed.invalid; false\n')
  process.exitCode = 1
}
